// Package measure says who stands where in a network: degree, betweenness,
// PageRank, communities, brokerage, balance, and a place on a page.
//
// It owns graphs of nodes numbered 0..n-1 and what is computed on them. It must
// not know what a node stands for: it imports no other package of the program.
//
// Equal input gives equal output, to the bit, whatever the machine's number of
// processors: sums run over a fixed division of the work, in a fixed order.
// Whatever takes more than one pass over the graph takes a context, looks at it
// often, and fails with the context's cause when it ends. Graphs never change
// once made, so that any number of goroutines may measure one.
package measure
