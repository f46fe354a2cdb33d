using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Tia2;
using RewardLab.Runs.Files;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Results;

/// <summary>Takes a study's answers out of its file. Files appear whole.</summary>
public static class StudyExport
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The file that <see cref="WriteTia2"/> writes beside the labels.</summary>
    public static string ImagesOf(string path) => path + ".images.csv";

    /// <summary>Writes labels as TIA2's human_labels files have them, and beside them <see cref="ImagesOf"/>, which says which image is called
    /// what.</summary>
    /// <param name="content">A study of labels.</param>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="RewardLabException">It is not a study of labels, nobody has labelled yet, or a file cannot be written.</exception>
    public static void WriteTia2(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        StudyLabels.From(content, path); // refuses a study without labels
        var labels = Labels(content);
        var names = Tia2Names.Create(content.Items);
        var annotators = content.Annotators.ToDictionary(annotator => annotator.Id, annotator => annotator.Name);
        var named = ImageHash.Complete([.. content.Items.Where(item => names.ContainsKey(item.Id) && labels[item.Id].Any())])
            .Select(item => (Item: item, Name: names[item.Id] with
            {
                Labels = [.. labels[item.Id].Select(label => (LabelValue)label.Value)],
                File = item.First[0].File,
                Sha256 = item.First[0].Sha256,
                Annotators = [.. labels[item.Id].Select(label => annotators[label.Annotator])],
            })).ToArray();
        AtomicFileStream.Write(path, file => Tia2AnnotationFile.Write(file, named.Select(entry => entry.Name)));
        AtomicFileStream.WriteText(ImagesOf(path), Text([["name", "file"], .. named.Select(entry => new[] { entry.Name.Image, entry.Item.First[0].File })]));
    }

    /// <summary>Writes labels as CSV: prompt, image, and a column for each annotator, label_1 and so on, empty where one gave none; then what tells images and
    /// annotators from others: the image's file, its SHA-256, and the annotators' names, name_1 and so on. 'rewardlab bench run' reads it.</summary>
    /// <exception cref="RewardLabException">It is not a study of labels, nobody has labelled yet, or the file cannot be written.</exception>
    public static void WriteLabelsCsv(StudyContent content, string path)
    {
        var table = LabelColumns.Create(content, path);
        AtomicFileStream.WriteText(path, Text(
        [
            [
                "prompt",
                "image",
                .. table.Annotators.Select((_, i) => $"label_{i + 1}"),
                "file",
                "sha256",
                .. table.Annotators.Select((_, i) => $"name_{i + 1}"),
            ],
            .. table.Rows.Select(row => (string[])
            [
                row.Item.Prompt,
                row.Image,
                .. row.Labels.Select(label => label is { } value ? Number((int)value) : ""),
                row.Item.First[0].File,
                row.Item.First[0].Sha256 ?? "",
                .. table.Annotators,
            ]),
        ]));
    }

    /// <summary>The same as Parquet: texts, and labels as 32-bit integers that may be null.</summary>
    /// <exception cref="RewardLabException">It is not a study of labels, nobody has labelled yet, or the file cannot be written.</exception>
    public static void WriteLabelsParquet(StudyContent content, string path)
    {
        var table = LabelColumns.Create(content, path);
        AtomicFileStream.Write(path, file =>
        {
            using var buffer = new MemoryStream(); // Parquet's writer wants to know where it is
            WriteParquetAsync(buffer, table).GetAwaiter().GetResult();
            buffer.WriteTo(file);
        });
    }

    /// <summary>Writes every answer that was ever given as CSV, changed ones too: of labels 1 good, 0 bad, -1 hard to answer;
    /// of comparisons 1 the first model, 0 a tie, -1 the second. Column "sha256" is the hash of what the item shows, and "is" says whether the annotator is a
    /// person or a reward; 'rewardlab study import' reads it.</summary>
    /// <exception cref="RewardLabException">The file cannot be written.</exception>
    public static void WriteAnswersCsv(StudyContent content, string path)
    {
        ArgumentNullException.ThrowIfNull(content);
        var annotators = content.Annotators.ToDictionary(annotator => annotator.Id);
        var items = ImageHash.Complete(content.Items);
        AtomicFileStream.WriteText(path, Text(
        [
            [
                "annotator", "item", "prompt", "first_model", "second_model", "set", "image", "known", "question", "answer", "revision", "taken_ms",
                "first_shown", "client_time", "saved_time", "sha256", "is",
            ],
            .. content.Answers.Select(kept =>
            {
                var (answer, item) = (kept.Answer, items[(int)kept.Answer.Item - 1]);
                return (string[])
                [
                    annotators[answer.Annotator].Name,
                    Number(item.Id),
                    item.Prompt,
                    item.FirstModel,
                    item.SecondModel,
                    Number(item.Set),
                    item.First[0].File,
                    item.Known is { } known ? Number((int)known) : "",
                    answer.Question.ToString().ToLowerInvariant(),
                    Number(answer.Value),
                    Number(kept.Revision),
                    answer.TakenMilliseconds is { } taken ? Number(taken) : "",
                    content.Plan.Kind == StudyKind.Labels ? "" : answer.IsSwapped ? item.SecondModel : item.FirstModel,
                    Time(answer.ClientTime),
                    Time(kept.Saved),
                    ImageHash.Of(item) ?? "",
                    annotators[answer.Annotator].IsReward ? "reward" : "person",
                ];
            }),
        ]));
    }

    private static ILookup<long, NewAnswer> Labels(StudyContent content) =>
        content.Plan.Kind == StudyKind.Labels
            ? content.Latest.Select(kept => kept.Answer).ToLookup(answer => answer.Item)
            : throw new RewardLabException("The study is one of comparisons and has no labels. Export its answers with --answers FILE.");

    private static async Task WriteParquetAsync(Stream stream, LabelColumns table)
    {
        var (prompt, image) = (new DataField<string>("prompt"), new DataField<string>("image"));
        var (file, hash) = (new DataField<string>("file"), new DataField<string>("sha256"));
        var labels = table.Annotators.Select((_, i) => new DataField<int?>($"label_{i + 1}")).ToArray();
        var names = table.Annotators.Select((_, i) => new DataField<string>($"name_{i + 1}")).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema([prompt, image, .. labels, file, hash, .. names]), stream);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(prompt, table.Rows.Select(row => row.Item.Prompt).ToArray());
        await group.WriteAsync(image, table.Rows.Select(row => row.Image).ToArray());
        for (var i = 0; i < labels.Length; i++)
        {
            await group.WriteAsync<int>(labels[i], table.Rows.Select(row => (int?)row.Labels[i]).ToArray());
        }

        await group.WriteAsync(file, table.Rows.Select(row => row.Item.First[0].File).ToArray());
        await group.WriteAsync(hash, table.Rows.Select(row => row.Item.First[0].Sha256 ?? "").ToArray());
        for (var i = 0; i < names.Length; i++)
        {
            await group.WriteAsync(names[i], table.Rows.Select(_ => table.Annotators[i]).ToArray());
        }
    }

    private static string Text(IEnumerable<string[]> rows) => string.Concat(rows.Select(row => CsvLine.Of(row) + "\n"));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset? time) => time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) ?? "";
}
