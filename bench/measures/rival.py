"""Measures graphs with igraph, one request after the other.

A request is a line of standard input: the name of a measure and of a file with a
graph, whose first line is the number of nodes and u or d, each other one an edge.
The answer is a line: seconds, and the modularity of communities.
"""

import random
import sys
import time

import igraph

graphs = {}


def read(path):
    with open(path) as file:
        n, kind = file.readline().split()
        edges = [tuple(map(int, line.split())) for line in file]
    return igraph.Graph(n=int(n), edges=edges, directed=kind == "d").simplify()


for seed, request in enumerate(sys.stdin):
    measure, path = request.rstrip("\n").split(" ", 1)
    if path not in graphs:
        graphs[path] = read(path)
    graph, quality = graphs[path], 0
    begin = time.perf_counter()
    if measure == "betweenness":
        graph.betweenness()
    elif measure == "pagerank":
        graph.pagerank()
    elif measure == "communities":
        random.seed(seed)
        found = graph.community_multilevel()
    else:
        sys.exit(f"no measure is called {measure}")
    seconds = time.perf_counter() - begin
    if measure == "communities":
        quality = graph.modularity(found)
    print(seconds, quality, flush=True)
