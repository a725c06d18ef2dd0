// The same graph behind @neo4j/graphql on Apollo Server, as its users would
// write it down. Prints its address when it listens. Takes NEO4J_URI,
// NEO4J_USERNAME, NEO4J_PASSWORD and NEO4J_DATABASE.
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { Neo4jGraphQL } from "@neo4j/graphql";
import neo4j from "neo4j-driver";

const typeDefs = `#graphql
  type Actor @node {
    id: ID!
    name: String!
    kind: String!
    latest: [Event!]! @cypher(
      statement: "MATCH (this)-[:IN_EVENT]->(e) WITH e ORDER BY e.sortDate DESC LIMIT 20 RETURN e"
      columnName: "e"
    )
  }
  type Place @node {
    id: ID!
    name: String!
  }
  type Event @node {
    id: ID!
    title: String!
    kind: String!
    edtf: String
    sortDate: String!
    span: Int!
    possibleFrom: Int!
    possibleTo: Int!
    parties: [Actor!]! @relationship(type: "PARTY_TO", direction: IN, properties: "Participation")
    initiators: [Actor!]! @relationship(type: "INITIATED", direction: IN, properties: "Participation")
    targets: [Actor!]! @relationship(type: "TARGET_OF", direction: IN, properties: "Participation")
    mediators: [Actor!]! @relationship(type: "MEDIATED", direction: IN, properties: "Participation")
    places: [Place!]! @relationship(type: "AT", direction: OUT)
  }
  type Participation @relationshipProperties {
    role: String!
    side: Int
  }
`;

const driver = neo4j.driver(
  process.env.NEO4J_URI,
  neo4j.auth.basic(process.env.NEO4J_USERNAME, process.env.NEO4J_PASSWORD),
);
const schema = await new Neo4jGraphQL({ typeDefs, driver }).getSchema();
const server = new ApolloServer({ schema, csrfPrevention: false });
const { url } = await startStandaloneServer(server, {
  listen: { host: "127.0.0.1", port: 0 },
  context: async () => ({ sessionConfig: { database: process.env.NEO4J_DATABASE } }),
});
console.log(url);

process.on("SIGTERM", async () => {
  await server.stop();
  await driver.close();
});
