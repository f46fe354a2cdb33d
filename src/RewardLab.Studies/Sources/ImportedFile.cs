using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Runs.Rows;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>Reads answers from a study's file, from a table of answers or labels, from TIA2's JSON or from Label Studio's.</summary>
internal static class ImportedFile
{
    // The table that lies beside an export to TIA2's format, as this version and version 0.1 call it.
    private static readonly string[] ImageTables = [".images.csv", FormerStudyFiles.ImageTableEnding];

    /// <summary>All answers of a file, in its order.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or holds no answers.</exception>
    public static IReadOnlyList<ImportedAnswer> Read(string path)
    {
        if (Path.GetExtension(path).Equals(".db", StringComparison.OrdinalIgnoreCase))
        {
            return OfStudy(StudyContent.Read(path), path);
        }

        if (BenchmarkFolder.Tia2Annotations(path) is { } annotations)
        {
            var files = FilesOf(path);
            return
            [
                .. annotations.SelectMany(annotation => annotation.Labels.Select((label, i) => new ImportedAnswer(
                    new ItemReference(
                        $"{path}, {annotation.Image}", annotation.Prompt, annotation.File ?? files.GetValueOrDefault(annotation.Image, annotation.Image))
                    {
                        Sha256 = annotation.Sha256,
                        IsPosition = annotation.File is null && !files.ContainsKey(annotation.Image),
                    },
                    StudyQuestion.Match,
                    (int)label)
                {
                    Annotator = annotation.Annotators.Count > 0 ? Person(annotation.Annotators[i]) : null,
                    Number = i,
                })),
            ];
        }

        var rows = RowFile.Read(path);
        if (rows.Count > 0 && (rows[0].Has("comment") || rows[0].Has("adjudicator")))
        {
            throw new RewardLabException(
                $"{path}: comments and decisions come from another study's file (.db) alone, because a table of them does not hold its answers.");
        }

        return rows.Count > 0 && rows[0].Has("annotator") && rows[0].Has("question") && rows[0].Has("answer")
            ? [.. rows.Select(OfAnswer)]
            : OfLabels(rows, path);
    }

    private static ImportedAnswer[] OfStudy(StudyContent content, string path)
    {
        var items = ImageHash.Complete(content.Items);
        var annotators = content.Annotators.ToDictionary(annotator => annotator.Id);
        return
        [
            .. content.Answers.Select(kept => new ImportedAnswer(Reference(items[(int)kept.Answer.Item - 1], path), kept.Answer.Question, kept.Answer.Value)
            {
                Annotator = annotators[kept.Answer.Annotator],
                Saved = kept.Saved,
                Details = kept.Answer,
            }),
        ];
    }

    /// <summary>What tells an item of another study, whose images have their hashes.</summary>
    public static ItemReference Reference(StudyItem item, string path) => new($"{path}, item {item.Id}", item.Prompt, item.First[0].File)
    {
        Sha256 = ImageHash.Of(item),
        Files = ItemReference.FilesOf(item),
        Group = (item.FirstModel, item.SecondModel, item.Set),
        Known = item.Known,
    };

    private static ImportedAnswer OfAnswer(BenchmarkRow row)
    {
        var question = Enum.TryParse<StudyQuestion>(row.Required("question"), ignoreCase: true, out var known)
            ? known
            : throw row.Error($"\"question\" is \"{row.Text("question")}\", but must be match, alignment or quality");
        var value = row.Number("answer") is { } number and (1 or 0 or -1) ? (int)number : throw row.Error("\"answer\" must be 1, 0 or -1");
        var second = row.Text("second_model") ?? "";
        return new ImportedAnswer(
            new ItemReference(row.Place, row.Required("prompt"), row.Required("image", FormerStudyFiles.ImageColumn))
            {
                Sha256 = row.Text("sha256"),
                Group = (row.Text("first_model") ?? "", second, (int)(row.Number("set") ?? 0)),
                Known = row.Number("known") is { } right ? (LabelValue)(int)right : null,
            },
            question,
            value)
        {
            Annotator = Person(row.Required("annotator")) with { IsReward = row.Text("is") == "reward" },
            Saved = Time(row, "saved_time"),
            Details = new NewAnswer(0, 0, question, value)
            {
                TakenMilliseconds = row.Number("taken_ms") is { } taken and >= 0 and <= int.MaxValue ? (int)taken : null,
                ClientTime = Time(row, "client_time"),
                IsSwapped = second.Length > 0 && row.Text("first_shown") == second,
            },
        };
    }

    private static List<ImportedAnswer> OfLabels(IReadOnlyList<BenchmarkRow> rows, string path)
    {
        var identities = rows.Select(row => (Row: row, Prompt: row.Text("prompt") ?? row.Text("caption"), Image: row.Text("image") ?? row.Text("image_path")))
            .Where(row => row.Prompt is not null && row.Image is not null)
            .GroupBy(row => (row.Prompt!, row.Image!)).ToDictionary(group => group.Key, group => group.First().Row);
        var answers = new List<ImportedAnswer>();
        foreach (var prompt in BenchmarkReader.Read(Path.GetFileNameWithoutExtension(path), rows, path).Prompts)
        {
            if (prompt.AnnotatorLabels.Count == 0)
            {
                throw new RewardLabException($"{path}: prompt \"{prompt.Prompt}\" has grades, but labels of annotators are needed.");
            }

            foreach (var (i, image) in prompt.Images.Index())
            {
                var row = identities[(prompt.Prompt, image)];
                var item = new ItemReference(row.Place, prompt.Prompt, row.Text("file") ?? image) { Sha256 = row.Text("sha256") };
                answers.AddRange(prompt.AnnotatorLabels[i].Index().Where(label => label.Item is not null).Select(label => new ImportedAnswer(
                    item, StudyQuestion.Match, (int)label.Item!.Value)
                {
                    Annotator = row.Text($"name_{label.Index + 1}") is { } name ? Person(name) : null,
                    Number = label.Index,
                }));
            }
        }

        return answers;
    }

    private static Dictionary<string, string> FilesOf(string path) =>
        ImageTables.Select(ending => path + ending).FirstOrDefault(File.Exists) is { } table
            ? RowFile.Read(table).ToDictionary(row => row.Required("name"), row => row.Required("file"), StringComparer.Ordinal)
            : [];

    private static StudyAnnotator Person(string name) => new(0, name, StudyAnnotator.NewToken());

    private static DateTimeOffset? Time(BenchmarkRow row, string column) => row.Text(column) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw row.Error($"\"{column}\" is \"{text}\", but must be a time such as 2026-01-31T12:00:00Z");
}
