package measure

import "context"

// Density returns the share of the pairs of nodes that an edge joins,
// 2m / (n(n-1)), in 0..1; 0 below two nodes (Wasserman & Faust 1994, Social
// Network Analysis, chapter 4).
func Density(g *Graph) float64 {
	n := float64(g.Nodes())
	if n < 2 {
		return 0
	}
	return 2 * float64(g.Edges()) / (n * (n - 1))
}

// Reciprocity returns the share of the edges whose opposite is an edge too, in
// 0..1; 0 where there are no edges (Newman, Forrest & Balthrop 2002, Email
// networks and the spread of computer viruses, Physical Review E 66:035101).
func Reciprocity(ctx context.Context, d *Digraph) (float64, error) {
	if d.Edges() == 0 {
		return 0, context.Cause(ctx)
	}
	mutual := 0
	for v := range d.Nodes() {
		if v%checkEvery == 0 && ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		out, in := d.out.row(v), d.in.row(v)
		for len(out) > 0 && len(in) > 0 {
			switch {
			case out[0] < in[0]:
				out = out[1:]
			case out[0] > in[0]:
				in = in[1:]
			default:
				mutual++
				out, in = out[1:], in[1:]
			}
		}
	}
	return float64(mutual) / float64(d.Edges()), nil
}
