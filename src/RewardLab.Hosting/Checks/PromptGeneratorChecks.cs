using RewardLab.Abstractions;
using RewardLab.Hosting.Components.Guards;

namespace RewardLab.Hosting.Checks;

/// <summary>Checks a prompt generator: its sets, whether it writes the same again, and whether it can be stopped.</summary>
internal sealed class PromptGeneratorChecks(IPromptGenerator generator, CheckSession session)
{
    private readonly IReadOnlyList<string> _prompts = session.Options.Prompts;
    private readonly Dictionary<string, ContrastiveSet> _sets = new(StringComparer.Ordinal);
    private string[] _handled = [];

    /// <summary>Makes the checks.</summary>
    public void Run()
    {
        if (!session.Check("can handle", CanHandle))
        {
            session.SkipTheRest("it does not say which prompts it can handle");
        }

        session.Check("refuses", Refuses);
        if (_handled.Length == 0)
        {
            session.SkipTheRest("it can handle none of the prompts: name one with --prompt");
        }

        if (!session.Check("set", Set) && _sets.Count < _handled.Length)
        {
            session.SkipTheRest("it writes no set");
        }

        session.Check("without the prompt", WithoutThePrompt);
        session.Check("same twice", SameTwice);
        session.Check("at a time", AtATime);
        session.Check("cancelled before", () => session.CancelledBefore(token => Generate(_handled[0], token), mustThrow: false));
        session.Check("cancelled midway", CancelledMidway);
    }

    private string CanHandle()
    {
        var answers = _prompts.Select(generator.CanHandle).ToArray();
        if (!answers.SequenceEqual(_prompts.Select(generator.CanHandle)))
        {
            throw new CheckFailure("CanHandle answers differently the second time");
        }

        _handled = [.. _prompts.Zip(answers).Where(pair => pair.Second).Select(pair => pair.First)];
        return $"{_handled.Length} of {_prompts.Count} prompts{(_handled.Length == 0 ? "" : ": ")}{string.Join(", ", _handled.Select(Quoted))}";
    }

    private string Refuses()
    {
        if (_prompts.FirstOrDefault(prompt => !_handled.Contains(prompt, StringComparer.Ordinal)) is not { } refused)
        {
            throw CheckFailure.Skip("it can handle every prompt");
        }

        try
        {
            Generate(refused);
        }
        catch (RewardLabException exception) when (exception is not ComponentFaultException)
        {
            return OneLine.Format(exception.Message);
        }

        throw new CheckFailure($"it writes a set for {Quoted(refused)}, though CanHandle says no: throw a RewardLabException");
    }

    private string Set()
    {
        foreach (var prompt in _handled)
        {
            _sets[prompt] = Generate(prompt);
        }

        foreach (var (prompt, set) in _sets)
        {
            if (set.Prompt != prompt)
            {
                throw new CheckFailure($"the set of {Quoted(prompt)} says that it is of {Quoted(set.Prompt)}");
            }

            if (set.ContrastivePrompts.Count == 0 || set.ContrastivePrompts.Any(string.IsNullOrWhiteSpace))
            {
                throw new CheckFailure($"the set of {Quoted(prompt)} is empty, or one of its prompts is");
            }
        }

        var (first, example) = _sets.First();
        var counts = string.Join(", ", _sets.Values.Select(set => set.ContrastivePrompts.Count));
        return $"{counts} prompts; {Quoted(first)} has {Quoted(example.ContrastivePrompts[0])}";
    }

    private string WithoutThePrompt()
    {
        var repeated = _sets.Where(set => set.Value.ContrastivePrompts.Contains(set.Key, StringComparer.Ordinal)).Select(set => set.Value).ToArray();
        return repeated.Length == 0 ? "no set repeats its own prompt"
            : repeated.All(set => set.Provenance.Kind == PromptProvenanceKind.File) ? $"the file itself repeats {Quoted(repeated[0].Prompt)}"
            : throw new CheckFailure($"the set of {Quoted(repeated[0].Prompt)} holds that prompt itself, which it is to be told from");
    }

    private string SameTwice()
    {
        foreach (var (prompt, set) in _sets)
        {
            RequireSame(prompt, set, Generate(prompt), "the second time");
        }

        return "the same prompt has the same set, with the same provenance";
    }

    private string AtATime()
    {
        var sets = Task.WhenAll(_handled.Select(prompt => Task.Run(() => generator.GenerateAsync(prompt, CancellationToken.None)))).GetAwaiter().GetResult();
        foreach (var (prompt, set) in _handled.Zip(sets))
        {
            RequireSame(prompt, _sets[prompt], set, "when several prompts are under way at a time");
        }

        return "several prompts under way at a time have the same sets";
    }

    private string CancelledMidway()
    {
        var prompt = _handled[0];
        var start = session.Time.GetTimestamp();
        Generate(prompt);
        return session.CancelledMidway("the texts of one set", session.Time.GetElapsedTime(start), token => Generate(prompt, token));
    }

    private ContrastiveSet Generate(string prompt, CancellationToken cancellationToken = default) =>
        generator.GenerateAsync(prompt, cancellationToken).GetAwaiter().GetResult();

    private static void RequireSame(string prompt, ContrastiveSet expected, ContrastiveSet actual, string when)
    {
        if (!actual.ContrastivePrompts.SequenceEqual(expected.ContrastivePrompts, StringComparer.Ordinal) || actual.Provenance != expected.Provenance)
        {
            throw new CheckFailure($"{Quoted(prompt)} has another set {when}");
        }
    }

    private static string Quoted(string prompt) => $"\"{OneLine.Short(prompt)}\"";
}
