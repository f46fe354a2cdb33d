using System.CommandLine;
using RewardLab.Abstractions;
using RewardLab.Jobs.Studies;
using RewardLab.Runs.Files;
using RewardLab.Studies.Database;
using RewardLab.Web.Texts;

namespace RewardLab.Commands;

/// <summary>Options of commands that ask people through pages.</summary>
internal sealed class ServingOptions
{
    private readonly Option<string[]> _annotator = new("--annotator")
    {
        Description = "name of an annotator, who gets a personal link; repeatable [default: one link that asks for a name]",
        HelpName = "NAME",
    };
    private readonly Option<string?> _instructions = new("--instructions")
    {
        Description = "the study's own question, wording of the options, and instructions; kept with the study [default: the study's, or the usual ones]",
        HelpName = "FILE.md",
    };
    private readonly Option<string?> _texts = new("--texts")
    {
        Description = "texts of the pages in another language, as JSON or YAML; kept with the study [default: the study's, or English]",
        HelpName = "FILE",
    };
    private readonly Option<bool> _comments = new("--comments")
    {
        Description = "let annotators write a comment on each item; kept with the study, 'false' ends it [default: the study's, or none]",
    };
    private readonly WebPlaceOptions _place = new();
    private readonly Option<int> _break = NewBreak();

    /// <summary>The option of annotators' rests.</summary>
    public static Option<int> NewBreak() => new("--break-minutes")
    {
        Description = "minutes after which annotators are reminded to rest; 0 for never",
        HelpName = "N",
        DefaultValueFactory = _ => 20,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_annotator);
        command.Options.Add(_break);
        command.Options.Add(_instructions);
        command.Options.Add(_texts);
        command.Options.Add(_comments);
        _place.AddTo(command);
    }

    /// <summary>Reads the options and their files.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="kind">What people are asked.</param>
    /// <exception cref="RewardLabException">A file cannot be read, or an option is out of its range.</exception>
    public ServingRequest Read(ParseResult parsed, StudyKind kind)
    {
        var problems = new List<string>();
        var request = new ServingRequest
        {
            Annotators = [.. (parsed.GetValue(_annotator) ?? []).Distinct(StringComparer.Ordinal)],
            BreakMinutes = Math.Max(0, parsed.GetValue(_break)),
            Instructions = ReadInstructions(parsed.GetValue(_instructions), kind),
            Texts = ReadTexts(parsed.GetValue(_texts), problems),
            TextProblems = problems,
            HasComments = parsed.GetResult(_comments) is { Implicit: false } ? parsed.GetValue(_comments) : null,
            Web = _place.Read(parsed),
        };
        StudyServing.Check(request);
        return request;
    }

    // Read before anything is begun: a study is not made for a file that cannot be used.
    private static string? ReadInstructions(string? path, StudyKind kind)
    {
        var text = Read(path);
        if (text is not null)
        {
            StudyInstructions.Parse(text, kind, path!);
        }

        return text;
    }

    private static string? ReadTexts(string? path, List<string> problems)
    {
        var text = Read(path);
        if (text is not null)
        {
            PageTexts.English.With(text, path!, out var found);
            problems.AddRange(found);
        }

        return text;
    }

    private static string? Read(string? path)
    {
        try
        {
            return path is null ? null : TextFile.Read(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path!, exception);
        }
    }
}
