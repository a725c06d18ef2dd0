package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/factiongraph/factiongraph/graph"
)

// The exit codes, which the help of the program lists.
const (
	exitFine = iota
	exitRefused
	exitUsage
	exitUnavailable
	exitFailed
)

// program is one run of factiongraph and all that it touches outside itself,
// so that tests can run it whole.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	// env returns the value of an environment variable, or nothing.
	env func(name string) string
	// terminal reports whether a person looks at what is written.
	terminal func(io.Writer) bool
	// patience is how long serve waits for a database to come up; 0 means 30
	// seconds.
	patience time.Duration

	// Set by run.
	out                 *bufio.Writer // stdout; what could not be written is an error at the end
	log                 *slog.Logger
	logLevel, logFormat string
}

const about = `factiongraph explores who fought, backed, commanded and mediated between whom
in a conflict, and the claims behind every fact.

To begin, run "factiongraph serve" and open the link that it prints: an empty
store is filled with the built-in corpus.`

const exitCodes = `Exit codes:
  0  all went well, also when the answer is that nobody did
  1  refused: faulty files, errors in the answer to a query, unknown names
  2  not understood: wrong flags, a name that may mean several actors, an
     address that cannot be listened on
  3  the store cannot be reached or used
  4  out of time, interrupted, or a fault of this program`

// run executes the command that args name and returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	p.out = bufio.NewWriter(p.stdout)
	root := p.command() //nolint:contextcheck // cobra hands the context on
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if flushed := p.out.Flush(); flushed != nil && err == nil {
		err = graph.Errorf(graph.CodeInternal, "the output could not be written").Because(flushed)
	}
	return p.end(ctx, err)
}

// command returns the root command with all others below it.
func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "factiongraph",
		Short: "Explore who fought and who mediated between whom",
		Long:  about + "\n\n" + exitCodes,
		Example: `  factiongraph serve
  factiongraph mediators "Umm Batnah residents" "Military Security branch in Sa'sa'"
  factiongraph fights "4th Division" --include-subordinates
  factiongraph paths "Ahmed al-Awda" Russia
  factiongraph query '{ dataset { version } }'`,
		Version:       buildOf(version).Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return misused(cmd, "there is no command %q%s", args[0], orSuggest(cmd.SuggestionsFor(args[0])))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := p.setLog(); err != nil {
				return misused(cmd, "%s", err)
			}
			return nil
		},
		SuggestionsMinimumDistance: 2,
	}
	root.SetIn(p.stdin)
	root.SetOut(p.out)
	root.SetErr(p.stderr)
	root.SetFlagErrorFunc(misusedFlag)
	flags := root.PersistentFlags()
	flags.StringVar(&p.logLevel, "log-level", "warn", "what to log to stderr: debug, info (each request), warn or error")
	flags.StringVar(&p.logFormat, "log-format", "text", "how to log: text or json")
	for flag, words := range map[string][]string{"log-level": {"debug", "info", "warn", "error"}, "log-format": {"text", "json"}} {
		if err := root.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
			panic(err) // the flag stands three lines above
		}
	}
	root.AddCommand(
		p.serveCommand(), p.loadCommand(), p.checkCommand(), p.queryCommand(),
		p.mediatorsCommand(), p.fightsCommand(), p.pathsCommand(), p.neighborhoodCommand(), p.brokersCommand(), p.compareCommand(), p.matchCommand(),
		p.exportCommand(),
		p.versionCommand(),
	)
	return root
}

func orSuggest(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(names, " or ") + "?"
}

// takes checks the number of arguments, which the command's Use names; most is
// -1 where there is no bound.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if n := len(args); n >= least && (n <= most || most < 0) {
			return nil
		}
		name, wanted, _ := strings.Cut(cmd.Use, " ")
		return misused(cmd, "%s takes %s, and was given %s", name, cmp.Or(wanted, "no arguments"), counted(len(args), "argument"))
	}
}

// setLog makes the logger that the flags ask for, and one in text if they ask
// for none that there is.
func (p *program) setLog() error {
	level, known := map[string]slog.Level{
		"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
	}[p.logLevel]
	if !known {
		level = slog.LevelWarn
	}
	options := &slog.HandlerOptions{Level: level}
	p.log = slog.New(slog.NewTextHandler(p.stderr, options))
	switch {
	case p.logFormat == "json":
		p.log = slog.New(slog.NewJSONHandler(p.stderr, options))
	case p.logFormat != "text":
		return fmt.Errorf("--log-format is text or json, not %q", p.logFormat)
	}
	if !known {
		return fmt.Errorf("--log-level is debug, info, warn or error, not %q", p.logLevel)
	}
	return nil
}

// say tells a person what goes on, in one line on stderr. Where logs are JSON
// it is a record with the attributes, whatever the level: what reads such logs
// wants nothing else in between.
func (p *program) say(ctx context.Context, level slog.Level, line string, attributes ...slog.Attr) {
	if p.logFormat != "json" {
		fmt.Fprintln(p.stderr, printable(line))
		return
	}
	record := slog.NewRecord(time.Now(), level, line, 0)
	record.AddAttrs(attributes...)
	_ = p.log.Handler().Handle(ctx, record) // nobody is left to tell
}

// usageError is a command line that cannot be meant; usage is what the command
// takes, or nothing where that would not help.
type usageError struct{ message, usage string }

func (e *usageError) Error() string { return e.message }

// misused returns the error for wrong use of a command. It does not list all
// flags: who reads the end of what was written shall read what is wrong.
func misused(cmd *cobra.Command, format string, arguments ...any) error {
	usage := fmt.Sprintf("\nUsage: %s\n%q tells more.\n", cmd.UseLine(), cmd.CommandPath()+" --help")
	return &usageError{fmt.Sprintf(format, arguments...), usage}
}

// toldError ends the program with a code when all is said already.
type toldError struct{ code int }

func (e *toldError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// end says what went wrong, if anything did, and returns the exit code.
func (p *program) end(ctx context.Context, err error) int {
	if err == nil {
		return exitFine
	}
	if told, is := errors.AsType[*toldError](err); is {
		return told.code
	}
	if p.log == nil { // no command was run
		_ = p.setLog() // what is wrong with the flags is said already, or is err
	}
	code := exitCodeOf(graph.CodeOf(err))
	var attributes []slog.Attr
	usage, isUsage := errors.AsType[*usageError](err)
	ambiguous, isAmbiguous := errors.AsType[*ambiguousError](err)
	switch {
	case isUsage:
		code = exitUsage
	case isAmbiguous:
		code = exitUsage
		attributes = append(attributes, slog.Any("candidates", ambiguous.ids()))
	default:
		attributes = append(attributes, slog.String("code", string(graph.CodeOf(err))))
	}
	message := err.Error()
	domain, isDomain := errors.AsType[*graph.Error](err)
	if isDomain {
		message = domain.Message
		for _, fault := range domain.Faults {
			p.say(ctx, slog.LevelError, fault.String(), slog.String("file", fault.File), slog.Int("line", fault.Line))
		}
		// Who runs the program may see causes, and needs them for these.
		if code >= exitUnavailable {
			message += causesOf(domain)
		}
	}
	p.say(ctx, slog.LevelError, "factiongraph: "+message, attributes...)
	if p.logFormat != "json" {
		switch {
		case isUsage:
			fmt.Fprint(p.stderr, usage.usage)
		case isAmbiguous:
			ambiguous.list().write(p.stderr, p.styled(p.stderr))
		}
	}
	return code
}

// causesOf lists what led to an error, each behind a colon.
func causesOf(err *graph.Error) string {
	cause := errors.Unwrap(err)
	if cause == nil {
		return ""
	}
	if domain, is := errors.AsType[*graph.Error](cause); is {
		return ": " + domain.Message + causesOf(domain)
	}
	return ": " + strings.Join(strings.Fields(cause.Error()), " ") // on one line
}

// exitCodeOf returns the exit code for an error of that code.
func exitCodeOf(code graph.Code) int {
	switch code {
	case graph.CodeUnavailable:
		return exitUnavailable
	case graph.CodeTimeout, graph.CodeInternal:
		return exitFailed
	default:
		return exitRefused
	}
}

// styled reports whether bold letters may be written to w.
func (p *program) styled(w io.Writer) bool {
	return p.terminal(w) && p.env("NO_COLOR") == "" && p.env("TERM") != "dumb"
}
