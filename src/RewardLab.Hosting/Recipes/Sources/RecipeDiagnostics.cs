using System.Diagnostics;
using Microsoft.CodeAnalysis;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>Turns the compiler's errors and a recipe's exceptions into messages that name the place in the .csx.</summary>
internal static class RecipeDiagnostics
{
    private const int MaxErrorsShown = 10;

    /// <summary>Throws the errors among the diagnostics, the first in the text first, a line each.</summary>
    /// <exception cref="RewardLabException">There is an error.</exception>
    public static void ThrowOnError(IEnumerable<Diagnostic> diagnostics)
    {
        var errors = diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(Describe).Distinct(StringComparer.Ordinal).ToArray();
        if (errors.Length == 0)
        {
            return;
        }

        var more = errors.Length > MaxErrorsShown ? [$"... and {errors.Length - MaxErrorsShown} more errors."] : Array.Empty<string>();
        throw new RewardLabException(string.Join('\n', errors.Take(MaxErrorsShown).Concat(more)));
    }

    /// <summary>What is obsolete, a line each in the order of the text: the place, then the message that says the new name.</summary>
    public static IReadOnlyList<string> Obsolete(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics.Where(d => d.Id is "CS0618" or "CS0612" && d.Location.IsInSource)
            .OrderBy(d => d.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(d => d.Location.SourceSpan.Start)
            .Select(d => $"{RecipePlace.From(d.Location)}: warning: {WhatIsNow(d.GetMessage())}")
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The exception with the place in the recipe that it came from.</summary>
    /// <param name="exception">What the recipe threw.</param>
    /// <param name="files">The recipe's source files.</param>
    public static RewardLabException Describe(Exception exception, IReadOnlyCollection<string> files)
    {
        var cause = exception;
        while (cause is AggregateException { InnerExceptions.Count: 1 } or TypeInitializationException { InnerException: not null })
        {
            cause = cause.InnerException!;
        }

        var place = Causes(exception).Reverse().Select(inner => FindPlace(inner, files)).FirstOrDefault(found => found is not null);
        var message = cause is RewardLabException ? cause.Message : $"{cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}";
        return new RewardLabException(place is null ? message : $"{place}: {message}", exception);
    }

    // Of "'Lab.Images(...)' is obsolete: 'Lab.Images is now Lab.ImageModel'" what is inside.
    private static string WhatIsNow(string message) =>
        message.IndexOf(": '", StringComparison.Ordinal) is > 0 and var start ? message[(start + 3)..].TrimEnd('\'') : message;

    private static string Describe(Diagnostic diagnostic)
    {
        var message = diagnostic.GetMessage();
        var advice = diagnostic.Id != "CS0006" ? ""
            : message.Contains("'nuget:", StringComparison.OrdinalIgnoreCase)
                ? " (recipes take no NuGet packages, because nobody has trusted their code: "
                    + "put the package into a plugin, which 'rewardlab plugins new' begins)"
                : " (#r accepts assemblies of .NET and RewardLab; add other code as a plugin, or as a .csx with #load)";
        var place = diagnostic.Location.IsInSource ? RecipePlace.From(diagnostic.Location) + ": " : "";
        return $"{place}error {diagnostic.Id}: {message}{advice}";
    }

    // The first thing that went wrong comes last: its stack begins nearest to the mistake.
    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string? FindPlace(Exception exception, IReadOnlyCollection<string> files)
    {
        var frame = Array.Find(new StackTrace(exception, fNeedFileInfo: true).GetFrames(), f => f.GetFileName() is { } file && files.Contains(file));
        return frame is null ? null : RecipePlace.At(frame.GetFileName()!, frame.GetFileLineNumber(), frame.GetFileColumnNumber());
    }
}
