package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/factiongraph/factiongraph/exchange"
	"github.com/factiongraph/factiongraph/graph"
)

// readByPython reads a CSV file into dicts, as a notebook would, and prints how
// many seconds that took and how many rows there were.
const readByPython = `
import csv, sys, time
begin = time.perf_counter()
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    rows = list(csv.DictReader(file))
print(time.perf_counter() - begin, len(rows))
`

// imports compares reading a GED file into entities, faults found and all, with
// Python's csv. The two take turns; a file that is not named is generated.
func imports(ctx context.Context, folder, file string, events, rounds int) (row, error) {
	if file == "" {
		file = filepath.Join(folder, "ged.csv")
		if err := generate(file, events); err != nil {
			return row{}, err
		}
	}
	path, err := filepath.Abs(file)
	if err != nil {
		return row{}, err
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		return row{}, fmt.Errorf("python3 is missing: %w", err)
	}
	r := row{name: "import of GED events", rival: "Python's csv into dicts"}
	for round := range rounds + 1 {
		begin := time.Now()
		input, err := exchange.Read(exchange.Disk, exchange.Options{Format: "ucdp-ged"}, path)
		if err != nil {
			return row{}, err
		}
		ours := time.Since(begin)
		read := 0
		for _, entity := range input.Entities {
			if entity.EntityKind() == graph.EventEntity {
				read++
			}
		}
		theirs, rows, err := askPython(ctx, python, path)
		if err != nil {
			return row{}, err
		}
		if rows != read {
			return row{}, fmt.Errorf("we read %d events, and Python %d rows", read, rows)
		}
		if r.events = read; round > 0 { // the first one warms caches
			r.ours, r.theirs = append(r.ours, ours), append(r.theirs, theirs)
		}
	}
	return r, nil
}

func askPython(ctx context.Context, python, path string) (span time.Duration, rows int, err error) {
	out, err := exec.CommandContext(ctx, python, "-c", readByPython, path).Output() //nolint:gosec // Python, with the program above
	if err != nil {
		return 0, 0, fmt.Errorf("python: %w", err)
	}
	var seconds float64
	if _, err := fmt.Sscan(string(out), &seconds, &rows); err != nil {
		return 0, 0, fmt.Errorf("python's answer %q: %w", out, err)
	}
	return time.Duration(seconds * float64(time.Second)), rows, nil
}

// generate writes a file like GED's of invented events: few actors, some of
// them together, more places, and several texts for one event in five.
func generate(path string, events int) error {
	const actors, places, texts = 60, 2_000, 2_000
	random := rand.New(rand.NewPCG(6, 0)) //nolint:gosec // no secret
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriter(file)
	writer := csv.NewWriter(buffer)
	header := strings.Split("id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a_new_id,side_a,side_b_new_id,gwnob,side_b,"+
		"number_of_sources,source_office,source_date,source_original,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,"+
		"country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high", ",")
	rows := [][]string{header}
	for i := range events {
		a, b := random.IntN(actors), random.IntN(actors)
		sideA, sideB := fmt.Sprint("Group ", a), fmt.Sprint("Group ", b)
		if i%15 == 0 {
			sideB = fmt.Sprintf("Group %d, Group %d", b, (b+1)%actors)
			b += actors
		}
		place := random.IntN(places)
		day := time.Date(2016, 1, 1+random.IntN(1_400), 0, 0, 0, 0, time.UTC)
		end := day.AddDate(0, 0, random.IntN(20)/19*6)
		offices, dates := "Outlet 1", fmt.Sprint(day.Format(time.DateOnly))
		if i%5 == 0 {
			offices, dates = "Outlet 1;Outlet "+strconv.Itoa(random.IntN(texts/100)), dates+";"+end.Format(time.DateOnly)
		}
		deaths := []string{strconv.Itoa(random.IntN(9)), strconv.Itoa(random.IntN(9)), "0", "0"}
		rows = append(rows, slices.Concat(
			[]string{strconv.Itoa(200_000 + i), day.Format("2006"), "1", strconv.Itoa(1 + random.IntN(2)), "299", "Land: Government", strconv.Itoa(a*actors + b), sideA + " - " + sideB},
			[]string{strconv.Itoa(a + 1), sideA, strconv.Itoa(b + 1), "", sideB, "1", offices, dates, "Outlet 1"},
			[]string{strconv.Itoa(1 + random.IntN(2)), fmt.Sprint("Place ", place, " town"), fmt.Sprint("Province ", place%14), fmt.Sprint("District ", place%60)},
			[]string{fmt.Sprintf("%.6f", 30+float64(place)/1_000), fmt.Sprintf("%.6f", 40+float64(place)/1_000), "POINT (40 30)", "179714", "Land", "652", "Middle East", "1", "1"},
			[]string{day.Format(time.DateOnly), end.Format(time.DateOnly)}, deaths, []string{"1", "9", "30"},
		))
	}
	if err := writer.WriteAll(rows); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return file.Close()
}
