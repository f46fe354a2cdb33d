using System.CommandLine;
using System.CommandLine.Completions;
using RewardLab.Abstractions;
using RewardLab.Runs.Store;

namespace RewardLab.Terminal;

/// <summary>Arguments that name runs, which shells complete.</summary>
internal static class RunArgument
{
    /// <summary>One run.</summary>
    /// <param name="session">Gives the clock.</param>
    /// <param name="name">What the argument is called.</param>
    public static Argument<string> Create(Session session, string name = "ID") =>
        Completed(session, new Argument<string>(name) { Description = $"the run's id, its name, a part of its id, or '{RunStore.Latest}'" });

    /// <summary>Any number of runs, at least one.</summary>
    /// <param name="session">Gives the clock.</param>
    /// <param name="name">What the argument is called.</param>
    public static Argument<string[]> CreateMany(Session session, string name) => Completed(session, new Argument<string[]>(name)
    {
        Description = $"the run's id, its name, a part of its id, or '{RunStore.Latest}'; any number of runs",
        Arity = ArgumentArity.OneOrMore,
    });

    /// <summary>Lets shells complete ids and names of runs.</summary>
    public static T Completed<T>(Session session, T argument)
        where T : Argument
    {
        argument.CompletionSources.Add(context => Candidates(session, context.ParseResult.GetValue(GlobalOptions.Runs)));
        return argument;
    }

    // An error is nothing to complete.
    private static IEnumerable<CompletionItem> Candidates(Session session, string? folder)
    {
        try
        {
            var store = new RunStore(folder, session.Time);
            string[] ids = [.. store.Ids()];
            var names = ids.Select(id => RunNotes.Read(Path.Combine(store.Folder, id)).Name).OfType<string>();
            return [.. ids.Take(1).Select(_ => RunStore.Latest).Concat(names).Concat(ids).Select(label => new CompletionItem(label))];
        }
        catch (Exception exception) when (exception is RewardLabException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
