FROM node:20-bookworm-slim AS explorer
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY schema.graphqls ../
COPY web ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=explorer /src/web/dist web/dist
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /factiongraph ./cmd/factiongraph

# The static image holds certificates and time zones, and no shell: the one thing to run is the program.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /factiongraph /factiongraph
EXPOSE 8080
ENTRYPOINT ["/factiongraph"]
CMD ["serve"]
