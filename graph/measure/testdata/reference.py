"""Measures graphs with networkx and igraph, for comparison.

Reads a JSON list of graphs from standard input: nodes, edges, weights, groups, a, b.
Writes a JSON list of what both libraries say about each.
"""

import json
import random
import sys

import igraph
import networkx


def measure(graph):
    n, edges = graph["nodes"], [tuple(e) for e in graph["edges"]]
    plain = networkx.empty_graph(n)
    plain.add_edges_from(edges)
    directed = networkx.empty_graph(n, create_using=networkx.DiGraph)
    directed.add_edges_from(edges)
    weighted = networkx.empty_graph(n)
    for (a, b), w in zip(edges, graph["weights"]):
        before = weighted.get_edge_data(a, b, {"weight": 0})["weight"]
        weighted.add_edge(a, b, weight=before + w)
    for g in (plain, directed, weighted):
        g.remove_edges_from(list(networkx.selfloop_edges(g)))

    i_plain = igraph.Graph(n=n, edges=list(plain.edges()))
    i_directed = igraph.Graph(n=n, edges=list(directed.edges()), directed=True)
    i_weighted = igraph.Graph(n=n, edges=list(weighted.edges()))
    weights = [w for _, _, w in weighted.edges(data="weight")]

    groups = [{v for v in range(n) if graph["groups"][v] == x} for x in set(graph["groups"])]
    has_edges = plain.number_of_edges() > 0

    def listed(values):
        return [values[v] for v in range(n)]

    def best_modularity(g, w):
        found = []
        for seed in range(10):
            random.seed(seed)
            found.append(g.modularity(g.community_multilevel(weights=w), weights=w))
        return max(found)

    rank = {"alpha": 0.85, "tol": 1e-13, "max_iter": 1000, "weight": None}
    scale = (n - 1) * (n - 2) / 2 if n > 2 else 1
    networkx_says = {
        "degree": listed(dict(plain.degree())),
        "components": sorted((len(c) for c in networkx.connected_components(plain)), reverse=True),
        "density": networkx.density(plain),
        "reciprocity": networkx.overall_reciprocity(directed) if has_edges else 0,
        "betweenness": listed(networkx.betweenness_centrality(plain, normalized=True)),
        "between": listed(networkx.betweenness_centrality_subset(plain, graph["a"], graph["b"])),
        "pageRank": listed(networkx.pagerank(plain, **rank)),
        "directedPageRank": listed(networkx.pagerank(directed, **rank)),
        "modularity": networkx.community.modularity(plain, groups) if has_edges else 0,
        "weightedModularity": networkx.community.modularity(weighted, groups) if has_edges else 0,
    }
    igraph_says = {
        "degree": i_plain.degree(),
        "components": sorted(i_plain.connected_components().sizes(), reverse=True),
        "density": i_plain.density() if n > 1 else 0,
        "reciprocity": i_directed.reciprocity() if has_edges else 0,
        "betweenness": [x / scale for x in i_plain.betweenness()],
        "pageRank": i_plain.pagerank(),
        "directedPageRank": i_directed.pagerank(),
        "modularity": i_plain.modularity(graph["groups"]) if has_edges else 0,
        "weightedModularity": i_weighted.modularity(graph["groups"], weights=weights) if has_edges else 0,
        "bestModularity": best_modularity(i_plain, None) if has_edges else 0,
        "bestWeightedModularity": best_modularity(i_weighted, weights) if has_edges else 0,
    }
    return {"networkx": networkx_says, "igraph": igraph_says}


json.dump([measure(g) for g in json.load(sys.stdin)], sys.stdout)
