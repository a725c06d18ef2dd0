package embedded

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/factiongraph/factiongraph/graph"
)

// Marks of our files, kept in SQLite's header.
const (
	applicationID = 0x46475246 // "FGRF"
	schemaVersion = 1
)

//go:embed schema.sql
var schema string

// tables names the table of each kind of entity, in the order in which they
// are read: what is referred to comes first.
var tables = []struct {
	kind graph.EntityKind
	name string
}{
	{graph.SourceEntity, "sources"},
	{graph.PlaceEntity, "places"},
	{graph.ActorEntity, "actors"},
	{graph.AffiliationEntity, "affiliations"},
	{graph.AgreementEntity, "agreements"},
	{graph.EventEntity, "events"},
}

func tableOf(kind graph.EntityKind) string {
	for _, table := range tables {
		if table.kind == kind {
			return table.name
		}
	}
	return ""
}

// file is the durable half of the store: one SQLite database. It is used under
// the store's lock.
type file struct {
	path string
	db   *sql.DB
}

// openFile opens or creates the database at path. A file that was not closed
// properly is checked from end to end first.
func openFile(ctx context.Context, path string) (*file, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, graph.Errorf(graph.CodeUnavailable, "the folder of %s cannot be made", path).Because(err)
	}
	unclean := leftBehind(path)
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: url.Values{
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)"},
		"_txlock": {"immediate"},
	}.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, failed(path, err)
	}
	db.SetMaxOpenConns(1) // one writer; reads come from the snapshot
	f := &file{path: path, db: db}
	if err := f.prepare(ctx, unclean); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return f, nil
}

// leftBehind reports whether the last program to use the file did not close
// it: SQLite removes an empty write-ahead log on the way out.
func leftBehind(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

func (f *file) prepare(ctx context.Context, unclean bool) error {
	var application, version, objects int
	// In this order: whoever makes the file now makes objects and marks at once.
	if err := f.scan(ctx, "SELECT count(*) FROM sqlite_schema", &objects); err != nil {
		return err
	}
	if err := f.scan(ctx, "PRAGMA application_id", &application); err != nil {
		return err
	}
	if err := f.scan(ctx, "PRAGMA user_version", &version); err != nil {
		return err
	}
	switch {
	case objects == 0 && application == 0:
		return f.create(ctx)
	case application != applicationID:
		return graph.Errorf(graph.CodeBadInput, "%s is not a factiongraph file; name another one", f.path)
	case version > schemaVersion:
		return graph.Errorf(graph.CodeBadInput, "%s was written by a newer factiongraph (format %d, this one reads %d)", f.path, version, schemaVersion)
	case unclean:
		return f.check(ctx)
	}
	return nil
}

func (f *file) create(ctx context.Context) error {
	return f.transact(ctx, func(tx *sql.Tx) error {
		// Another program may have made it while this one waited for its turn.
		var objects int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&objects); err != nil || objects > 0 {
			return err
		}
		marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, schemaVersion)
		_, err := tx.ExecContext(ctx, schema+marks)
		return err
	})
}

// check reads the whole file as SQLite sees it.
func (f *file) check(ctx context.Context) error {
	var verdict string
	if err := f.scan(ctx, "PRAGMA integrity_check(1)", &verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return graph.Errorf(graph.CodeUnavailable, "%s is damaged; restore a copy, or load its data into a new file", f.path).
			Because(errors.New(verdict))
	}
	return nil
}

func (f *file) scan(ctx context.Context, query string, into any) error {
	if err := f.db.QueryRowContext(ctx, query).Scan(into); err != nil {
		return failed(f.path, err)
	}
	return nil
}

func (f *file) transact(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return failed(f.path, err)
	}
	// A context that ends rolls the transaction back, of which the calls below
	// say no more than that it is over.
	if err := work(tx); err != nil {
		return failed(f.path, errors.Join(err, tx.Rollback(), ctx.Err()))
	}
	if err := tx.Commit(); err != nil {
		return failed(f.path, errors.Join(err, ctx.Err()))
	}
	return nil
}

// state is the dataset row: which version the file holds.
type state struct {
	version  string
	loadedAt time.Time
}

// describes reports whether the snapshot holds what the file holds.
func (s state) describes(snapshot *snapshot) bool {
	return s.version == snapshot.dataset.Version && s.loadedAt.Equal(snapshot.dataset.LoadedAt)
}

// querier is the database, or a transaction of it.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (f *file) state(ctx context.Context) (state, error) {
	s, err := readState(ctx, f.db)
	if err != nil {
		return state{}, failed(f.path, err)
	}
	return s, nil
}

func readState(ctx context.Context, from querier) (state, error) {
	var s state
	var loadedAt string
	err := from.QueryRowContext(ctx, "SELECT version, loaded_at FROM dataset").Scan(&s.version, &loadedAt)
	if err == nil && loadedAt != "" {
		s.loadedAt, err = time.Parse(time.RFC3339Nano, loadedAt)
	}
	return s, err
}

// read calls visit for every entity of one version of the file, kind by kind
// and each kind by id, and tells which version that is.
func (f *file) read(ctx context.Context, visit func(kind graph.EntityKind, record []byte) error) (state, error) {
	tx, err := f.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return state{}, failed(f.path, err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	version, err := readState(ctx, tx)
	if err != nil {
		return state{}, failed(f.path, err)
	}
	for _, table := range tables {
		if err := readTable(ctx, tx, table.name, func(record []byte) error { return visit(table.kind, record) }); err != nil {
			return state{}, failed(f.path, errors.Join(err, ctx.Err()))
		}
	}
	return version, nil
}

func readTable(ctx context.Context, from querier, table string, visit func([]byte) error) (err error) {
	rows, err := from.QueryContext(ctx, "SELECT record FROM "+table+" ORDER BY id")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var record sql.RawBytes
		if err := rows.Scan(&record); err != nil {
			return err
		}
		if err := visit(record); err != nil {
			return err
		}
	}
	return rows.Err()
}

// errOvertaken says that another program wrote the file since it was read.
var errOvertaken = errors.New("the file holds another version than the changes are based on")

// write stores changes in one transaction, if the file still holds the version
// before; else errOvertaken.
func (f *file) write(ctx context.Context, before, after graph.Dataset, changes *graph.Changes, progress func(done, total int)) error {
	return f.transact(ctx, func(tx *sql.Tx) error {
		if now, err := readState(ctx, tx); err != nil {
			return err
		} else if now.version != before.Version {
			return errOvertaken
		}
		for _, change := range changes.Delete {
			if err := remove(ctx, tx, change.Entity); err != nil {
				return err
			}
		}
		statements := map[string]*sql.Stmt{}
		for i, change := range changes.Put {
			if before := change.Before; before != nil && before.EntityKind() != change.Entity.EntityKind() {
				if err := remove(ctx, tx, before); err != nil {
					return err
				}
			}
			table := tableOf(change.Entity.EntityKind())
			if statements[table] == nil {
				//nolint:gosec // the table's name is one of ours
				statement, err := tx.PrepareContext(ctx,
					"INSERT INTO "+table+" (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record")
				if err != nil {
					return err
				}
				statements[table] = statement
			}
			if _, err := statements[table].ExecContext(ctx, change.Entity.EntityID(), string(change.Record)); err != nil {
				return err
			}
			if progress != nil && i%progressEvery == 0 {
				progress(i, len(changes.Put))
			}
		}
		_, err := tx.ExecContext(ctx, "UPDATE dataset SET version = ?, loaded_at = ?", after.Version, after.LoadedAt.Format(time.RFC3339Nano))
		return err
	})
}

const progressEvery = 500

func remove(ctx context.Context, tx *sql.Tx, e graph.Entity) error {
	//nolint:gosec // the table's name is one of ours
	_, err := tx.ExecContext(ctx, "DELETE FROM "+tableOf(e.EntityKind())+" WHERE id = ?", e.EntityID())
	return err
}

func (f *file) close() error {
	if err := f.db.Close(); err != nil {
		return failed(f.path, err)
	}
	return nil
}

// failed turns an error of SQLite into one for callers; domain errors pass.
func failed(path string, err error) error {
	var domain *graph.Error
	if errors.As(err, &domain) || errors.Is(err, errOvertaken) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return graph.Errorf(graph.CodeTimeout, "the work on %s was stopped before it ended", path).Because(err)
	}
	var engine *sqlite.Error
	if errors.As(err, &engine) {
		switch engine.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return graph.Errorf(graph.CodeUnavailable, "%s is being written by another program; try again", path).Because(err)
		case sqlite3.SQLITE_FULL:
			return graph.Errorf(graph.CodeUnavailable, "the disk that holds %s is full; nothing was stored", path).Because(err)
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
			return graph.Errorf(graph.CodeUnavailable, "%s cannot be opened for writing", path).Because(err)
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return graph.Errorf(graph.CodeUnavailable, "%s is damaged or no SQLite file; restore a copy, or name another file", path).Because(err)
		}
	}
	return graph.Errorf(graph.CodeInternal, "the file %s cannot be used", path).Because(err)
}
