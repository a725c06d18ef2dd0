package graph

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// The part of EDTF (ISO 8601-2:2019, levels 1 and 2) that fuzzy dates use:
//
//	2021-05-20               that day
//	2021-05, 2021            some day of that month or year
//	[2021-05-01..2021-05-20] some day between
//	[..2018-07-10]           no later than; [2020-03..] no earlier than
//	[2021-08-07,2021-08-14]  one of these days
//	2018-06-19/2018-07-10    throughout
//	2018/2021-08             throughout, from some day of that year to one of that month
//	2018-07/..               throughout, end open
//	2020-03?/2021-05?        at least from, at least until
//	2018-07~                 approximately, with any of the above
//	XXXX                     unknown
const edtfUnknown = "XXXX"

const edtfOpen = ".."

const maxCandidates = 64

// EDTF returns the canonical notation of d, which [ParseEDTF] reads back to the
// same bounds; XXXX when nothing is known.
func (d *FuzzyDate) EDTF() string {
	if !d.Dated() {
		return edtfUnknown
	}
	text := d.bareEDTF()
	if d.Approximate {
		text += "~"
	}
	return text
}

func (d *FuzzyDate) bareEDTF() string {
	earliest, latest := openEDTF(d.Earliest), openEDTF(d.Latest)
	switch {
	case len(d.Candidates) > 0:
		days := make([]string, len(d.Candidates))
		for i, day := range d.Candidates {
			days[i] = day.String()
		}
		return "[" + strings.Join(days, ",") + "]"
	case d.Sense == Throughout:
		return cmp.Or(period(d.Earliest, d.LatestStart), earliest) + "/" + cmp.Or(period(d.EarliestEnd, d.Latest), latest)
	case d.Sense == AtLeast:
		return cmp.Or(period(d.Earliest, d.LatestStart), earliest) + "?/" + cmp.Or(period(d.EarliestEnd, d.Latest), latest) + "?"
	case d.Earliest == d.Latest:
		return earliest
	}
	return cmp.Or(period(d.Earliest, d.Latest), "["+trimOpen(earliest)+edtfOpen+trimOpen(latest)+"]")
}

// period writes the year or the month that has these as first and last day, and
// nothing for days that have none.
func period(first, last Date) string {
	if first == 0 || last == 0 {
		return ""
	}
	for _, length := range []int{len("2006"), len("2006-01")} {
		text := first.String()[:length]
		if begins, ends, err := ParsePeriod(text); err == nil && begins == first && ends == last {
			return text
		}
	}
	return ""
}

func openEDTF(day Date) string {
	if day == 0 {
		return edtfOpen
	}
	return day.String()
}

func trimOpen(text string) string { return strings.TrimPrefix(text, edtfOpen) }

// ParseEDTF reads the notation above. Errors are CodeBadInput and say what was
// expected; a range whose end lies before its start is one.
func ParseEDTF(text string) (*FuzzyDate, error) {
	date := &FuzzyDate{Sense: Within}
	bare := strings.TrimSpace(text)
	if bare == edtfUnknown {
		return date, nil
	}
	if rest, found := strings.CutSuffix(bare, "~"); found {
		date.Approximate, bare = true, rest
	}
	var err error
	switch {
	case strings.HasPrefix(bare, "[") && strings.HasSuffix(bare, "]"):
		err = date.parseSet(bare[1 : len(bare)-1])
	case strings.Contains(bare, "/"):
		err = date.parseInterval(bare)
	default:
		date.Earliest, date.Latest, err = ParsePeriod(bare)
	}
	if err != nil {
		return nil, err
	}
	if !date.Dated() {
		return nil, Errorf(CodeBadInput, "%q has no bound at all: write XXXX for an unknown date", clip(text))
	}
	if date.Earliest != 0 && date.Latest != 0 && date.Earliest > date.Latest {
		return nil, Errorf(CodeBadInput, "%q ends before it starts", clip(text))
	}
	return date, nil
}

func (d *FuzzyDate) parseSet(body string) error {
	if from, to, isRange := strings.Cut(body, edtfOpen); isRange {
		_, _, err := d.parseBounds(from, to)
		return err
	}
	days := strings.Split(body, ",")
	if len(days) > maxCandidates {
		return Errorf(CodeBadInput, "a date may have at most %d candidates", maxCandidates)
	}
	for _, text := range days {
		day, err := ParseDate(strings.TrimSpace(text))
		if err != nil {
			return err
		}
		d.Candidates = append(d.Candidates, day)
	}
	slices.Sort(d.Candidates)
	d.Candidates = slices.Compact(d.Candidates)
	d.Earliest, d.Latest = d.Candidates[0], d.Candidates[len(d.Candidates)-1]
	if len(d.Candidates) == 1 {
		d.Candidates = nil
	}
	return nil
}

func (d *FuzzyDate) parseInterval(body string) error {
	from, to, _ := strings.Cut(body, "/")
	d.Sense = Throughout
	if strings.HasSuffix(from, "?") && strings.HasSuffix(to, "?") {
		d.Sense = AtLeast
		from, to = strings.TrimSuffix(from, "?"), strings.TrimSuffix(to, "?")
	}
	latestStart, earliestEnd, err := d.parseBounds(trimOpen(from), trimOpen(to))
	if latestStart != d.Earliest {
		d.LatestStart = latestStart
	}
	if earliestEnd != d.Latest {
		d.EarliestEnd = earliestEnd
	}
	return err
}

// parseBounds reads the first day of from and the last day of to, and returns
// the last day of from and the first of to; an empty text is an open end.
func (d *FuzzyDate) parseBounds(from, to string) (fromEnds, toBegins Date, err error) {
	if from = strings.TrimSpace(from); from != "" {
		if d.Earliest, fromEnds, err = ParsePeriod(from); err != nil {
			return 0, 0, err
		}
	}
	if to = strings.TrimSpace(to); to != "" {
		if toBegins, d.Latest, err = ParsePeriod(to); err != nil {
			return 0, 0, err
		}
	}
	return fromEnds, toBegins, nil
}

// fuzzyDateRecord is the written form of a FuzzyDate; a date with nothing but
// bounds is written as its EDTF text alone.
type fuzzyDateRecord struct {
	EDTF      string `json:"edtf"`
	Verbatim  string `json:"verbatim,omitempty"`
	Reasoning string `json:"reasoning,omitempty"`
}

// MarshalJSON writes EDTF text, or {edtf, verbatim, reasoning}.
func (d *FuzzyDate) MarshalJSON() ([]byte, error) {
	record := fuzzyDateRecord{EDTF: d.EDTF(), Verbatim: d.Verbatim, Reasoning: d.Reasoning}
	if record.Verbatim == "" && record.Reasoning == "" {
		return json.Marshal(record.EDTF)
	}
	return json.Marshal(record)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *FuzzyDate) UnmarshalJSON(data []byte) error {
	var record fuzzyDateRecord
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &record.EDTF); err != nil {
			return err
		}
	} else if err := json.Unmarshal(data, &record); err != nil {
		return err
	}
	date, err := ParseEDTF(record.EDTF)
	if err != nil {
		return err
	}
	date.Verbatim, date.Reasoning = record.Verbatim, record.Reasoning
	*d = *date
	return nil
}

// Day returns the date that is exactly that day.
func Day(year int, month time.Month, day int) *FuzzyDate {
	exact := NewDate(year, month, day)
	return &FuzzyDate{Earliest: exact, Latest: exact, Sense: Within}
}
