package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/factiongraph/factiongraph/graph"
)

// Format is a way of writing facts down that [Read] understands.
type Format struct {
	// Name is what options call it, About one line for people.
	Name, About string

	endings []string // of file names; the first is the usual one
	// begins reports whether the first bytes of a file are of this format. Nil
	// where the ending alone says so.
	begins func(head []byte) bool
	// read reads one file, unpacked.
	read func(r *reading, name string, content io.Reader)
}

// formats are in the order in which they are asked whether they know a file.
var formats []Format

func init() { //nolint:gochecknoinits // the readers refer to the list
	formats = []Format{
		{"yaml", "the dataset's own YAML", []string{".yaml", ".yml"}, nil, (*reading).yaml},
		{"jsonl", "the dataset's own JSON Lines, as export writes them", []string{".jsonl", ".ndjson"}, startsJSONLines, (*reading).jsonLines},
		{"ftm", "FollowTheMoney entities, one JSON object a line", []string{".ijson", ".json", ".jsonl"}, startsFTM, (*reading).ftm},
		{"ucdp-ged", "UCDP Georeferenced Event Dataset, CSV", []string{".csv"}, hasColumns(gedColumns), (*reading).ged},
		{"ucdp-actors", "UCDP Actor Dataset, CSV", []string{".csv"}, hasColumns(ucdpActorColumns), (*reading).ucdpActors},
		{"ucdp-peace", "UCDP Peace Agreement Dataset, CSV", []string{".csv"}, hasColumns(peaceColumns), (*reading).ucdpPeace},
		{"csv", "any CSV, with a mapping file that says what its columns mean", []string{".csv", ".tsv"}, nil, (*reading).mappedCSV},
	}
}

// Formats returns the formats that [Read] understands.
func Formats() []Format { return slices.Clone(formats) }

func formatNamed(name string) *Format {
	for i := range formats {
		if formats[i].Name == name {
			return &formats[i]
		}
	}
	return nil
}

func formatNames() []string {
	names := make([]string, len(formats))
	for i, format := range formats {
		names[i] = format.Name
	}
	return names
}

// detect returns the format of a file by the ending of its name and its first
// bytes; nil if it has none.
func (r *reading) detect(name string, head []byte) *Format {
	if r.options.Format != "" {
		return formatNamed(r.options.Format)
	}
	ending := strings.ToLower(path.Ext(name))
	for i := range formats {
		format := &formats[i]
		if slices.Contains(format.endings, ending) && (format.begins == nil || format.begins(head)) {
			return format
		}
	}
	return formatNamed("yaml") // whatever is named is read
}

// hasColumns reports whether a file begins with a row that names columns.
func hasColumns(columns []string) func(head []byte) bool {
	return func(head []byte) bool {
		head = bytes.TrimPrefix(head, []byte(byteOrderMark))
		reader := csv.NewReader(bytes.NewReader(head))
		reader.Comma = separatorOf(head)
		header, err := reader.Read()
		return err == nil && !slices.ContainsFunc(columns, func(column string) bool {
			return !slices.ContainsFunc(header, func(named string) bool { return strings.TrimSpace(named) == column })
		})
	}
}

// head is how much of a file is looked at to find its format.
const head = 16 << 10

// file reads one file, or all files of an archive.
func (r *reading) file(name string) {
	file, err := r.fsys.Open(name)
	if err != nil {
		r.unreadable(name, err)
		return
	}
	defer file.Close() //nolint:errcheck // nothing was written
	content := bufio.NewReaderSize(file, head)
	if magic, _ := content.Peek(4); string(magic) == "PK\x03\x04" {
		r.archive(name, file, content)
		return
	}
	r.unpacked(name, content)
}

// unpacked reads one file, which may still be packed by gzip.
func (r *reading) unpacked(name string, content *bufio.Reader) {
	bare := name
	if magic, _ := content.Peek(2); string(magic) == "\x1f\x8b" {
		plain, err := gzip.NewReader(content)
		if err != nil {
			r.broken(graph.Fault{File: name, Reason: "it begins like gzip, and is damaged"}, err)
			return
		}
		content, bare = bufio.NewReaderSize(plain, head), strings.TrimSuffix(name, ".gz")
	}
	// What cannot be read shows when it is read whole.
	first, _ := content.Peek(head)
	if !bytes.HasPrefix(first, []byte("\x1f\x8b")) {
		r.detect(bare, first).read(r, name, content)
		return
	}
	r.broken(graph.Fault{File: name, Reason: "it is packed more than once"}, nil)
}

// archive reads the files of a zip archive. They are called by the archive, a
// slash and their path in it; nothing is written anywhere.
func (r *reading) archive(name string, file fs.File, content *bufio.Reader) {
	at, seekable := file.(io.ReaderAt)
	info, err := file.Stat()
	size := int64(0)
	if err == nil {
		size = info.Size()
	}
	if !seekable || err != nil {
		data, whole := r.all(name, content, maxYAML)
		if !whole {
			return
		}
		at, size = bytes.NewReader(data), int64(len(data))
	}
	archive, err := zip.NewReader(at, size)
	if err != nil {
		r.broken(graph.Fault{File: name, Reason: "it begins like a zip archive, and is damaged"}, err)
		return
	}
	if len(archive.File) > maxFiles {
		r.broken(graph.Fault{File: name, Reason: fmt.Sprintf("it holds %d files; at most %d are read at once", len(archive.File), maxFiles)}, nil)
		return
	}
	read := 0
	for _, entry := range archive.File {
		switch {
		case !fs.ValidPath(strings.TrimSuffix(entry.Name, "/")):
			r.broken(graph.Fault{File: name, Reason: fmt.Sprintf("it holds the path %q, which leads elsewhere", clip(entry.Name))}, nil)
			return
		case !entry.Mode().IsRegular() || hiddenPath(entry.Name) || !r.readable(entry.Name):
			continue
		}
		read++
		packed, err := entry.Open()
		if err != nil {
			r.unreadable(name+"/"+entry.Name, err)
			continue
		}
		r.unpacked(name+"/"+entry.Name, bufio.NewReaderSize(packed, head))
		_ = packed.Close()
	}
	if read == 0 {
		r.fault(name, 0, nil, "it holds no file of a known format")
	}
}

// readable reports whether a file of an archive has an ending that is read.
func (r *reading) readable(name string) bool {
	ending := strings.ToLower(path.Ext(strings.TrimSuffix(name, ".gz")))
	return slices.ContainsFunc(formats, func(format Format) bool {
		return (r.options.Format == "" || r.options.Format == format.Name) && slices.Contains(format.endings, ending)
	})
}

func hiddenPath(name string) bool {
	return slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool {
		return strings.HasPrefix(part, ".") || part == "__MACOSX"
	})
}
