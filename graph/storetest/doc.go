// Package storetest is the conformance suite of [graph.Store]: what every store
// must do, the same for all.
//
// [Run] puts one store through it: a fixture with questions whose answers are
// written down, every filter and order against the meaning that package graph
// gives them, pairs of questions whose answers must fit each other, and what
// happens when loads fail, end early or meet each other. [Agree] compares two
// stores over random graphs and random questions, to the byte. [Model] is the
// plainest store there can be, and the measure of the others.
//
// The package knows the domain and no store but its own model: it must not
// expect anything of one store that it does not expect of all. What a store
// does not offer it says itself, in Cannot, with the reason; that reason is then
// the test's for leaving something out.
package storetest
