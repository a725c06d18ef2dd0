package embedded_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/factiongraph/factiongraph/graph"
	"github.com/factiongraph/factiongraph/graph/embedded"
	"github.com/factiongraph/factiongraph/graph/storetest"
)

// refused expects a typed error with this code that names the file.
func refused(t *testing.T, path string, want graph.Code) {
	t.Helper()
	store, err := embedded.Open(t.Context(), path)
	if err == nil {
		closed(t, store)
		t.Fatal("it was opened")
	}
	var domain *graph.Error
	if !errors.As(err, &domain) || domain.Code != want {
		t.Errorf("Open gave %v (%s), want %s", err, graph.CodeOf(err), want)
	}
	if message := err.Error(); !strings.Contains(message, filepath.Base(path)) && !strings.Contains(message, "cannot be read") {
		t.Errorf("the message does not name the file: %s", message)
	}
}

// filled makes a file that holds the fixture and was closed.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "graph.db")
	store := openAt(t, path)
	update(t, store, storetest.Fixture()...)
	closed(t, store)
	return path
}

// engine opens a file without the store.
func engine(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func execute(t *testing.T, path string, statements ...string) {
	t.Helper()
	db := engine(t, path)
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestRefusesOtherFiles(t *testing.T) {
	t.Run("a text", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "notes.txt")
		text := []byte(strings.Repeat("These are my notes.\n", 100))
		write(t, path, text)
		refused(t, path, graph.CodeUnavailable)
		if !slices.Equal(contents(t, path), text) {
			t.Error("the file was changed")
		}
	})
	t.Run("another program's database", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "other.db")
		execute(t, path, "CREATE TABLE dataset (version TEXT)")
		refused(t, path, graph.CodeBadInput)
	})
	t.Run("another program's empty database", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "other.db")
		execute(t, path, "PRAGMA application_id = 7", "CREATE TABLE t (x)", "DROP TABLE t")
		refused(t, path, graph.CodeBadInput)
	})
	t.Run("a newer format", func(t *testing.T) {
		path := filled(t)
		execute(t, path, "PRAGMA user_version = 99")
		refused(t, path, graph.CodeBadInput)
	})
	t.Run("a folder", func(t *testing.T) {
		refused(t, t.TempDir(), graph.CodeUnavailable)
	})
	t.Run("in a folder that is a file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		write(t, path, nil)
		refused(t, filepath.Join(path, "graph.db"), graph.CodeUnavailable)
	})
	t.Run("in a folder that is read-only", func(t *testing.T) {
		if os.Geteuid() == 0 {
			t.Skip("root may write everywhere")
		}
		folder := t.TempDir()
		if err := os.Chmod(folder, 0o500); err != nil {
			t.Fatal(err)
		}
		refused(t, filepath.Join(folder, "graph.db"), graph.CodeUnavailable)
	})
	t.Run("for a caller who has gone", func(t *testing.T) {
		ended, end := context.WithCancel(t.Context())
		end()
		if store, err := embedded.Open(ended, filepath.Join(t.TempDir(), "graph.db")); graph.CodeOf(err) != graph.CodeTimeout || err == nil {
			t.Errorf("Open gave %v, %v", store, err)
		}
	})
}

func TestOddPaths(t *testing.T) {
	for _, name := range []string{"with space.db", "per%20cent.db", "question?mark.db", "hash#.db", "درعا.db", "a&b=c;d.db", "no-extension"} {
		path := filepath.Join(t.TempDir(), name)
		store := openAt(t, path)
		want := update(t, store, person("a"))
		closed(t, store)
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		store = openAt(t, path)
		if got := dataset(t, store); got.Version != want.Version {
			t.Errorf("%s holds %+v, want %+v", name, got, want)
		}
		closed(t, store)
	}
}

func TestDamagedFiles(t *testing.T) {
	garbage := []byte(strings.Repeat("\xde\xad\xbe\xef", 3000))
	for name, damage := range map[string]func(content []byte) []byte{
		"its header is overwritten": func(content []byte) []byte { return append(garbage[:100:100], content[100:]...) },
		"its end is cut off":        func(content []byte) []byte { return content[:len(content)/2] },
		"its middle is overwritten": func(content []byte) []byte {
			copy(content[8192:], garbage)
			return content
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filled(t)
			write(t, path, damage(contents(t, path)))
			refused(t, path, graph.CodeUnavailable)
		})
	}
	t.Run("a record is none", func(t *testing.T) {
		path := filled(t)
		execute(t, path, "PRAGMA ignore_check_constraints = 1", `UPDATE events SET record = '{"id": 1}' WHERE id = 'e-clash'`)
		refused(t, path, graph.CodeInternal)
	})
	t.Run("its dataset is gone", func(t *testing.T) {
		path := filled(t)
		execute(t, path, "DELETE FROM dataset")
		refused(t, path, graph.CodeInternal)
	})
}

// A copy of the files of an open store is what a crash leaves behind.
func TestCrash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	store := openAt(t, path)
	defer closed(t, store)
	versions := map[string]bool{dataset(t, store).Version: true}
	versions[update(t, store, storetest.Fixture()...).Version] = true
	versions[update(t, store, person("a")).Version] = true
	last := update(t, store, person("b"))
	versions[last.Version] = true
	file, log := contents(t, path), contents(t, path+"-wal")
	if len(log) == 0 {
		t.Fatal("an open store left no write-ahead log: the copy would show nothing")
	}

	recovered := func(log []byte) (graph.Dataset, error) {
		path := filepath.Join(t.TempDir(), "copy.db")
		write(t, path, file)
		write(t, path+"-wal", log)
		store, err := embedded.Open(t.Context(), path)
		if err != nil {
			return graph.Dataset{}, err
		}
		defer closed(t, store)
		return dataset(t, store), nil
	}
	t.Run("after the last update", func(t *testing.T) {
		got, err := recovered(log)
		if err != nil || got.Version != last.Version || !got.LoadedAt.Equal(last.LoadedAt) {
			t.Errorf("the copy holds %+v, %v; want %+v", got, err, last)
		}
	})
	t.Run("in the middle of writing", func(t *testing.T) {
		seen := map[string]bool{}
		for part := range 12 {
			got, err := recovered(log[:len(log)*part/12])
			// A log of which so little is left that not even the tables are
			// there is an empty file.
			if err != nil || !versions[got.Version] {
				t.Errorf("with %d twelfths of the log the copy holds %+v, %v", part, got, err)
			}
			seen[got.Version] = true
		}
		if len(seen) < 2 {
			t.Errorf("the logs that were cut gave only %v", seen)
		}
	})
	t.Run("and the disk is damaged", func(t *testing.T) {
		whole := filled(t)
		store := openAt(t, whole)
		defer closed(t, store)
		update(t, store, person("a"))
		file, log := contents(t, whole), contents(t, whole+"-wal")
		const page = 4096
		damaged := 0
		for at := page; at+page <= len(file); at += page {
			broken := slices.Clone(file)
			copy(broken[at:], strings.Repeat("\xff", page))
			path := filepath.Join(t.TempDir(), "copy.db")
			write(t, path, broken)
			write(t, path+"-wal", log)
			store, err := embedded.Open(t.Context(), path)
			if err == nil {
				closed(t, store) // the log has a newer copy of that page
				continue
			}
			damaged++
			if code := graph.CodeOf(err); code != graph.CodeUnavailable {
				t.Errorf("page %d damaged: %v (%s)", at/page, err, code)
			}
		}
		if damaged == 0 {
			t.Error("no damage was found")
		}
	})
}

func TestSQLViews(t *testing.T) {
	path := filled(t)
	db := engine(t, path)
	for query, want := range map[string][]string{
		"SELECT event, actor, role, side FROM participants WHERE event IN ('e-clash', 'e-arms') ORDER BY 1, 2": {
			"e-arms fighters INITIATOR -", "e-arms police RECIPIENT -", "e-arms un WITNESS -", "e-clash division-4 PARTY 2", "e-clash fighters PARTY 1",
		},
		"SELECT actor, on_behalf_of FROM participants WHERE on_behalf_of IS NOT NULL":               {"committee fighters"},
		"SELECT actor, role, side FROM parties WHERE agreement = 'truce' ORDER BY 1":                {"awda MEDIATOR -", "division-4 PARTY 2", "fighters PARTY 1"},
		"SELECT agreement, id, kind, negated FROM terms ORDER BY id":                                {"deal-2018 deal-2018.arms HANDOVER 0", "deal-2018 deal-2018.stay DISPLACEMENT 1", "deal-2021 deal-2021.posts GOVERNANCE 0"},
		`SELECT "from", how, "to", term FROM links WHERE "to" IN ('deal-2018', 'front') ORDER BY 1`: {"e-arms CARRIES_OUT deal-2018 deal-2018.arms", "e-conclude CONCLUDES deal-2018 -", "e-expelled BREAKS deal-2018 deal-2018.stay", "shamiya POSSIBLY_SAME_AS front -"},
		"SELECT event, place, role, precision FROM event_places WHERE place = 'umm-batnah' ORDER BY 1": {
			"e-expelled umm-batnah ORIGIN EXACT", "e-not-expelled umm-batnah ORIGIN -", "e-one-side umm-batnah SITE -", "e-request umm-batnah SITE -",
		},
		"SELECT entity, text, type FROM names WHERE entity IN ('army', 'daraa-balad') ORDER BY 1, 2": {"army SAA ACRONYM", "daraa-balad the old quarter LABEL", "daraa-balad درعا البلد OFFICIAL"},
		"SELECT id, about, stance, source, locator FROM claims WHERE about = 'e-expelled' ORDER BY 1": {
			"e-expelled@9 e-expelled DENIED wire 9", "e-expelled@9#2 e-expelled REPORTED wire 9", "e-expelled@P2:5 e-expelled REPORTED paper-2 P2:5",
			"e-expelled@P2:5#2 e-expelled REPORTED paper-2 P2:5", "e-expelled@P2:6 e-expelled CLAIMED paper-2 P2:6",
		},
		"SELECT id, attributed_to FROM claims WHERE about = 'truce'":                                   {`truce@line 2 ["paper","awda"]`},
		"SELECT about FROM claims WHERE about IN ('brigade-8', 'daraa-balad', 'deal-2018') ORDER BY 1": {"brigade-8", "brigade-8", "daraa-balad", "deal-2018", "deal-2018", "deal-2018", "deal-2018"},
		"SELECT id, kind, date FROM events WHERE id IN ('e-statement', 'e-saturday', 'e-undated') ORDER BY 1": {
			"e-saturday BOMBARDMENT [2021-08-07,2021-08-14,2021-08-21,2021-08-28]", "e-statement STATEMENT XXXX", "e-undated CLASH -",
		},
		`SELECT "from", "to", "start", "end" FROM affiliations WHERE kind = 'CONTROLS' ORDER BY 1`: {"army naseeb 2018-07-06 -", "front naseeb 2015-04-01 2018-07-06"},
		"SELECT name, within FROM places WHERE kind = 'PROVINCE' ORDER BY id":                      {"Daraa syria-land", "Quneitra syria-land"},
		"SELECT key, publisher FROM sources ORDER BY id":                                           {"P1 The Paper", "P2 The Paper", "S -", "W Southern Wire"},
		"SELECT title, realis, date FROM agreements WHERE id = 'deal-2018'":                        {"The settlement of 2018 OCCURRED 2018-07-06"},
		"SELECT count(*) FROM actors":                                                              {"23"},
	} {
		if diff := cmp.Diff(want, rows(t, db, query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
}

// rows gives each row as its columns with spaces between, - for NULL.
func rows(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	found, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for found.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, value := range values {
			if texts[i] = "-"; value.Valid {
				texts[i] = value.String
			}
		}
		all = append(all, strings.Join(texts, " "))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
