using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Runs.Store;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds 'rewardlab runs name', 'tag' and 'note'.</summary>
internal static class RunNotesCommands
{
    public static Command Name(Session session)
    {
        var id = RunArgument.Create(session);
        var name = new Argument<string?>("NAME")
        {
            Description = "the name, by which every command then finds the run; case does not matter",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var clear = new Option<bool>("--clear") { Description = "take the name away" };
        var command = new Command("name", "Names a run; without a name, shows it.") { id, name, clear, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            RequireOneOf(parsed.GetValue(name) is not null, parsed.GetValue(clear), "NAME");
            var (store, run) = Find(session, parsed, id);
            if (parsed.GetValue(name) is { } wanted
                && store.List().FirstOrDefault(other => other.Folder != run.Folder
                    && (string.Equals(other.Notes.Name, wanted.Trim(), StringComparison.OrdinalIgnoreCase) || other.Id == wanted)) is { } other)
            {
                throw new RewardLabException(
                    $"Run '{other.Id}' is called '{wanted.Trim()}' already. Choose another "
                    + $"name, or take it away with '{store.CommandLine("runs", "name", other.Id, "--clear")}'.");
            }

            return Execute(
                session,
                run,
                parsed.GetValue(clear) ? notes => notes with { Name = null }
                    : parsed.GetValue(name) is { } given ? notes => notes with { Name = given.Trim() }
                    : null,
                notes => notes.Name);
        });
        return command;
    }

    public static Command Tag(Session session)
    {
        var id = RunArgument.Create(session);
        var tags = new Argument<string[]>("TAG") { Description = "tags to add; any number", Arity = ArgumentArity.ZeroOrMore };
        var remove = new Option<string[]>("--remove") { Description = "tag to take away; repeatable", HelpName = "TAG" };
        var clear = new Option<bool>("--clear") { Description = "take all tags away" };
        var command = new Command("tag", "Tags a run; without a tag, shows its tags.") { id, tags, remove, clear, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            string[] added = [.. (parsed.GetValue(tags) ?? []).Select(tag => tag.Trim())];
            string[] removed = [.. (parsed.GetValue(remove) ?? []).Select(tag => tag.Trim())];
            RequireOneOf(added.Length + removed.Length > 0, parsed.GetValue(clear), "TAG");
            var (_, run) = Find(session, parsed, id);
            if (removed.FirstOrDefault(tag => !run.Notes.Tags.Contains(tag, StringComparer.Ordinal)) is { } unknown)
            {
                throw new RewardLabException(
                    $"Run '{run.Id}' has no tag '{unknown}'. {(run.Notes.Tags.Count == 0 ? "It has none." : $"It has: {Shown(run.Notes.Tags)}.")}");
            }

            return Execute(
                session,
                run,
                parsed.GetValue(clear) ? notes => notes with { Tags = [] }
                    : added.Length + removed.Length == 0 ? null
                    : notes => notes with { Tags = [.. notes.Tags.Except(removed, StringComparer.Ordinal).Concat(added).Distinct(StringComparer.Ordinal)] },
                notes => Shown(notes.Tags));
        });
        return command;
    }

    public static Command Note(Session session)
    {
        var id = RunArgument.Create(session);
        var text = new Argument<string?>("TEXT") { Description = "the note, quoted; it replaces a former one", Arity = ArgumentArity.ZeroOrOne };
        var append = new Option<bool>("--append") { Description = "add the text to the note as a line of its own" };
        var clear = new Option<bool>("--clear") { Description = "take the note away" };
        var command = new Command("note", "Writes a note on a run; without a text, shows it.") { id, text, append, clear, GlobalOptions.Runs };
        command.SetAction(parsed =>
        {
            var note = parsed.GetValue(text);
            RequireOneOf(note is not null, parsed.GetValue(clear), "TEXT");
            if (note is not null && string.IsNullOrWhiteSpace(note))
            {
                throw new RecipeUsageException("The note is empty. Write its text, or take a note away with --clear.");
            }

            var (_, run) = Find(session, parsed, id);
            return Execute(
                session,
                run,
                parsed.GetValue(clear) ? notes => notes with { Note = null }
                    : note is null ? null
                    : notes => notes with
                    {
                        Note = parsed.GetValue(append) && notes.Note is { } former
                            ? $"{former}\n{note.ReplaceLineEndings("\n")}"
                            : note.ReplaceLineEndings("\n"),
                    },
                notes => notes.Note);
        });
        return command;
    }

    private static int Execute(Session session, RunEntry run, Func<RunNotes, RunNotes>? change, Func<RunNotes, string?> show)
    {
        if (run.NotesDamage is { } damage)
        {
            throw new RewardLabException(damage);
        }

        if (change is not null)
        {
            change(run.Notes).Write(run.Folder);
            session.Screen.Status.WriteLine($"Saved for run {run.Id}.");
        }
        else if (show(run.Notes) is { Length: > 0 } text)
        {
            session.Screen.Output.WriteLine(text);
        }

        return ExitCode.Success;
    }

    private static void RequireOneOf(bool isGiven, bool isCleared, string what)
    {
        if (isGiven && isCleared)
        {
            throw new RecipeUsageException($"{what} and --clear exclude each other. Give one of them.");
        }
    }

    private static (RunStore Store, RunEntry Run) Find(Session session, ParseResult parsed, Argument<string> id)
    {
        var store = new RunStore(parsed.GetValue(GlobalOptions.Runs), session.Time);
        return (store, store.Find(parsed.GetRequiredValue(id), allowsDamage: true));
    }

    private static string Shown(IReadOnlyList<string> tags) => string.Join(", ", tags);
}
