FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /factiongraph ./cmd/factiongraph

# The static image holds certificates and time zones, and no shell: the one thing to run is the program.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /factiongraph /factiongraph
EXPOSE 8080
ENTRYPOINT ["/factiongraph"]
CMD ["serve"]
