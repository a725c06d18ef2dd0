// Package neo4j keeps a graph in a Neo4j database, of version 5.26 or later,
// by means that the community edition, Aura and a cluster all offer: plain
// Cypher over Bolt, no plugins.
//
// It owns the Cypher, the schema of the database and the driver. It must not
// know who asks: no GraphQL, no HTTP, no files.
//
// # What stands in the database
//
// Every entity is one node, labelled Entity and by its kind, whose property
// record holds the entity's record (see [graph.Record]). The record is the
// fact. All other properties, nodes and relationships are drawn from it, for
// queries and for people who look at the database: they are rewritten with it
// in the same transaction and never read back into an entity. So edit by
// loading, not by Cypher. docs/cypher.md shows the model as people see it.
//
// # One version per view
//
// Neo4j reads what is committed, statement by statement and even node by node,
// so that a view could see half of an update. A sequence lock makes that
// visible. The one node labelled Clock has a tick that only grows: [Store.Update]
// makes it odd in a transaction of its own before it commits the data, and
// even again afterwards. Every reading statement returns the tick that it saw
// before it read anything else, and the one that it saw last. If in a view all
// of these are the same even number, then no commit began or ended between the
// first and the last of them, so all was read from one version; else the view
// is read again. One property of one node is read whole or not at all, so
// nothing more is asked of the database.
//
// Writers take turns by a lock on the one node labelled Dataset, which a
// writer holds until its data is committed or given up. Whoever has that lock
// may therefore make an odd tick even that a dead writer left behind, and
// [Store.View] does, should it wait too long. The first data, if it is much, is
// put there in many transactions; one node labelled Filling tells that it is
// not whole yet, and whoever has the lock and finds that node clears away what
// is there before writing, or reads nothing.
//
// # What is kept between views
//
// A tick is that of one version for ever, so records that one view read, and all
// ties of an actor in some manner, serve later ones that read the same version,
// up to [Config].KeepBytes of both. The first attempt at a view takes what is
// kept for what it will find. Its first statement tells whether it did, and
// where everything was kept, a statement that asks for the tick and nothing
// else. So no view misses an update that any program made before it began.
// Where most records are kept, lists are read as ids alone.
package neo4j
