using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Studies.Database;
using RewardLab.Studies.Names;
using RewardLab.Studies.Sessions;

namespace RewardLab.Studies.Sources;

/// <summary>Takes answers from a file, or from another study, into a study: whoever has the same name is the same annotator.</summary>
public static class StudyImport
{
    private const int MaxPerName = AnnotatorName.MaxLength - 8;

    /// <summary>Imports answers.</summary>
    /// <remarks>The same file again adds nothing. Items are known by prompt and content, and else by prompt and file. Answers with times keep them, and of two
    /// to one question the later counts.</remarks>
    /// <param name="study">The study.</param>
    /// <param name="path">A study's file, a table of answers or labels as 'rewardlab study export' writes them, TIA2's JSON or Label Studio's.</param>
    /// <param name="options">Names, and what may be taken for granted.</param>
    /// <exception cref="RewardLabException">The file cannot be read or answers other questions, an item is none of the study's or has another content, or
    /// an annotator has other labels already. Nothing is imported then.</exception>
    public static async Task<StudyImportResult> RunAsync(Study study, string path, StudyImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var how = options ?? new StudyImportOptions();
        var imported = ImportedFile.Read(path);
        if (imported.FirstOrDefault(answer => !study.Plan.Questions.Contains(answer.Question)) is { } strange)
        {
            throw new RewardLabException(
                $"{strange.Item.Place}: '{study.Path}' is a study of {study.Plan.Kind.ToString().ToLowerInvariant()}, which asks for "
                + $"{string.Join(" and ", study.Plan.Questions).ToLowerInvariant()}, not for {strange.Question.ToString().ToLowerInvariant()}.");
        }

        // All of it is looked at before anyone joins.
        var finder = new ItemFinder(study.Items, how.IsByPosition);
        var items = imported.Select(answer => answer.Item).Distinct().ToDictionary(item => item, item => finder.Find(item)?.Id
            ?? throw new RewardLabException($"{item.Place}: '{item.Image}' of prompt \"{item.Prompt}\" is not an image of this study."));
        RequireSameCounts(imported, finder, path);
        var called = (how.Name ?? Path.GetFileName(path))[Math.Max(0, (how.Name ?? Path.GetFileName(path)).Length - MaxPerName)..];
        var notes = new NoteImport(path, finder, annotator => NameOf(annotator, 0, called, how));
        var there = StudyContent.Read(study.Path).Answers.ToLookup(kept => (kept.Answer.Annotator, kept.Answer.Item, kept.Answer.Question));
        var (news, known, older) = (new List<(ImportedAnswer Answer, string Name)>(), 0, 0);
        foreach (var answer in imported.OrderBy(answer => answer.Saved))
        {
            var name = NameOf(answer.Annotator, answer.Number, called, how);
            StudyAnswer[] kept = study.Find(name) is { } annotator ? [.. there[(annotator.Id, items[answer.Item], answer.Question)]] : [];
            if (answer.Saved is not { } saved)
            {
                if (kept.Length > 0 && kept[^1].Answer.Value == answer.Value)
                {
                    known++;
                    continue;
                }

                RefuseToChange(kept, name, answer, how, path);
            }
            else if (kept.Any(other => other.Answer.Value == answer.Value && IsSameTime(other.Saved, saved)))
            {
                known++;
                continue;
            }
            else if (kept.Any(other => other.Saved > saved))
            {
                older++;
                continue;
            }

            news.Add((answer, name));
        }

        // Names of both kinds are checked before any answer is kept.
        var joined = news.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => Join(study, one.Answer, one.Name), StringComparer.Ordinal);
        await study.SaveAsync([.. news.Select(one => one.Answer.Details with
        {
            Annotator = joined[one.Name].Id,
            Item = items[one.Answer.Item],
            Question = one.Answer.Question,
            Value = one.Answer.Value,
            Saved = one.Answer.Saved,
        })]);
        var (comments, decisions) = notes.Save(study);
        var result = new StudyImportResult(news.Count, known, older, [.. joined.Values.Select(annotator => annotator.Name).Distinct(StringComparer.Ordinal)])
        {
            CommentCount = comments,
            DecisionCount = decisions,
        };
        if (news.Count > 0)
        {
            study.Note(string.Create(
                CultureInfo.InvariantCulture, $"imported {news.Count} answers of {string.Join(", ", result.Annotators)} from {Path.GetFileName(path)}"));
        }

        if (comments + decisions > 0)
        {
            study.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"imported {comments} {(comments == 1 ? "comment" : "comments")} and {decisions} {(decisions == 1 ? "decision" : "decisions")} "
                + $"from {Path.GetFileName(path)}"));
        }

        return result;
    }

    /// <summary>The items of another study that a study lacks.</summary>
    /// <param name="content">The study.</param>
    /// <param name="path">The other study's file.</param>
    /// <exception cref="RewardLabException">It cannot be read, or an image has another content in each.</exception>
    public static IReadOnlyList<StudyItem> Missing(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var finder = new ItemFinder(content.Items, isByPosition: false);
        return [.. ImageHash.Complete(StudyContent.Read(path).Items).Where(item => finder.Find(ImportedFile.Reference(item, path)) is null)];
    }

    private static string NameOf(StudyAnnotator? annotator, int number, string called, StudyImportOptions how) =>
        annotator is not null && how.Name is null
            ? how.Renames.GetValueOrDefault(annotator.Name, annotator.Name)
            : string.Create(CultureInfo.InvariantCulture, $"{called} {number + 1}");

    private static StudyAnnotator Join(Study study, ImportedAnswer answer, string name) =>
        answer.Annotator is { } annotator ? study.Join(annotator, name) : study.Join(name);

    // Exports have milliseconds.
    private static bool IsSameTime(DateTimeOffset a, DateTimeOffset b) => Math.Abs((a - b).TotalMilliseconds) < 1;

    // Labels without a time cannot tell whether they are news or of long ago.
    private static void RefuseToChange(StudyAnswer[] kept, string name, ImportedAnswer answer, StudyImportOptions how, string path)
    {
        var isAskedFor = how.Name is not null || how.Renames.Values.Contains(name, StringComparer.Ordinal);
        if (kept.Length > 0 && !isAskedFor)
        {
            throw new RewardLabException(answer.Annotator is null
                ? $"{path}: annotator '{name}' of an earlier file has given some images other labels. "
                    + "Name the annotators of these labels with --as NAME (the same name as before changes its labels)."
                : $"{path}: '{name}' has given some images other labels in this study, and the file does not say which are later. "
                    + $"Say '--as {name}={name}' if the file's are, or give its annotator another name with '--as {name}=OTHER'.");
        }
    }

    private static void RequireSameCounts(IReadOnlyList<ImportedAnswer> imported, ItemFinder finder, string path)
    {
        if (!imported.Any(answer => answer.Item.IsPosition))
        {
            return;
        }

        var counts = imported.Select(answer => answer.Item).Distinct().CountBy(item => item.Prompt, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        foreach (var (prompt, count) in finder.CountOfEach)
        {
            if (counts.GetValueOrDefault(prompt) is var there && there != count)
            {
                throw new RewardLabException(
                    $"{path}: has {there} images of prompt \"{prompt}\", where the study has {count}, so that their positions say nothing. "
                    + "Nothing was imported.");
            }
        }
    }
}
