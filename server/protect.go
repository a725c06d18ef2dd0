package server

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// policy lets a page use what this server serves and nothing else, without
// scripts or styles inside the HTML.
const policy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// protections keep a browser from doing more with an answer than it should.
// All answers share these values.
var protections = http.Header{
	"Content-Security-Policy":      {policy},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Referrer-Policy":              {"no-referrer"},
	"X-Content-Type-Options":       {"nosniff"},
	"X-Frame-Options":              {"DENY"},
}

// protect sets the protections, which a handler may replace.
func protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), protections)
		next.ServeHTTP(w, r)
	})
}

// denyOrigin answers a POST that a page of another origin has sent.
func denyOrigin(w http.ResponseWriter, _ *http.Request) {
	writeError(w, http.StatusForbidden, failed(graph.CodeForbidden, "Requests from pages of other origins are refused."))
}

// readOnly refuses methods other than GET and HEAD.
func readOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			writeError(w, http.StatusMethodNotAllowed, failed(graph.CodeBadInput, "Use GET."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hostList holds the values of Host that are answered.
type hostList struct {
	any bool
	// named holds "name:port", or "name:" for every port.
	named map[string]bool
}

// newHostList returns the hosts for a listener at addr: see [Options.Addr].
func newHostList(addr string, allowed []string) (*hostList, error) {
	bound, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("server: address %q: %w", addr, err)
	}
	hosts := &hostList{named: map[string]bool{}}
	if isLoopback(bound) {
		for _, name := range []string{"localhost", "127.0.0.1", "::1", bound} {
			hosts.named[name+":"+port] = true
		}
	} else {
		hosts.any = len(allowed) == 0
	}
	for _, host := range allowed {
		name, port := splitHost(host)
		if name == "" {
			return nil, fmt.Errorf("server: allowed host %q has no name", host)
		}
		hosts.named[name+":"+port] = true
	}
	return hosts, nil
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// splitHost returns the name, in lower case, and the port of a Host header.
// The port is empty where none is given.
func splitHost(host string) (name, port string) {
	u := url.URL{Host: host}
	return strings.TrimSuffix(strings.ToLower(u.Hostname()), "."), u.Port()
}

// allows says whether requests for a host are answered.
func (l *hostList) allows(host string) bool {
	if l.any {
		return true
	}
	name, port := splitHost(host)
	if l.named[name+":"] {
		return true
	}
	if port == "" {
		port = "80"
	}
	return l.named[name+":"+port]
}

// only refuses requests for other hosts.
func (l *hostList) only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.allows(r.Host) {
			writeError(w, http.StatusMisdirectedRequest, failed(graph.CodeForbidden,
				"This server does not answer to that host name. Add it to the allowed hosts (serve --allow-host) if it should."))
			return
		}
		next.ServeHTTP(w, r)
	})
}
