using System.Text;
using RewardLab.Evaluation.Layouts;

namespace RewardLab.Runs.Scores;

/// <summary>The scores that one reward gave: a row for each image and its prompt.</summary>
public sealed class ScoreTable
{
    /// <summary>Makes a table.</summary>
    /// <param name="reward">The reward's name; names the file too.</param>
    /// <param name="images">The image of each row, as the run's folder names it.</param>
    /// <param name="prompts">The prompt of each row.</param>
    /// <param name="columns">Scores, a value for each row.</param>
    /// <exception cref="ArgumentException">Lengths differ, or there is no column.</exception>
    public ScoreTable(string reward, IReadOnlyList<string> images, IReadOnlyList<string> prompts, IReadOnlyList<ScoreColumn> columns)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reward);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(columns);
        if (prompts.Count != images.Count
            || columns.Count == 0
            || columns.Any(c => c.Values.Count != images.Count || (c.OrderKeys is { } keys && keys.Count != images.Count)))
        {
            throw new ArgumentException(
                $"Scores of '{reward}': every column, and the prompts, need one value for each of the {images.Count} images.", nameof(columns));
        }

        Reward = reward;
        Images = images;
        Prompts = prompts;
        Columns = columns;
    }

    /// <summary>The reward's name.</summary>
    public string Reward { get; }

    /// <summary>The image of each row.</summary>
    public IReadOnlyList<string> Images { get; }

    /// <summary>The prompt of each row.</summary>
    public IReadOnlyList<string> Prompts { get; }

    /// <summary>The columns of scores, one for each prompt.</summary>
    public IReadOnlyList<ScoreColumn> Columns { get; }

    /// <summary>Reads what <see cref="WriteCsv"/> wrote.</summary>
    /// <param name="path">The file; of the first version's its name is the reward's.</param>
    /// <exception cref="Abstractions.RewardLabException">The file cannot be read, or is not a table of scores:
    /// the file, the line and what is wrong.</exception>
    public static ScoreTable ReadCsv(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            using var stream = Abstractions.RegularFile.OpenRead(path);
            return ScoreTableReader.Read(stream, path);
        }
        catch (Exception exception) when (Files.FileFailure.Is(exception))
        {
            throw Files.FileFailure.Reading(path, exception);
        }
    }

    /// <summary>Writes CSV (RFC 4180, UTF-8, line feeds) as <see cref="ScoreLayout"/> has it, scores in the fewest digits that give them back.</summary>
    public void WriteCsv(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        (string Heading, IReadOnlyList<double> Values)[] written =
        [
            .. Columns.SelectMany(column => column.OrderKeys is { } keys && ScoreText.NeedsOrder(Prompts, column.Values, keys)
                ? new[] { (column.Heading.Text, column.Values), (column.Heading.OrderText, keys) }
                : [(column.Heading.Text, column.Values)]),
        ];
        writer.WriteLine(CsvLine.Of([ScoreLayout.Image, ScoreLayout.Prompt, .. written.Select(column => column.Heading)]));
        for (var row = 0; row < Images.Count; row++)
        {
            writer.WriteLine(CsvLine.Of([Images[row], Prompts[row], .. written.Select(c => CsvLine.Number(c.Values[row]))]));
        }
    }

    /// <summary>Adds the rows to those of a file with the same columns, or begins one: all of them, or none where that fails.</summary>
    /// <remarks>Nothing of the file is kept in memory. Order keys are left out: whether rows need them shows only once all are known.</remarks>
    /// <param name="path">The file.</param>
    /// <returns>Bytes that the file has grown by.</returns>
    /// <exception cref="Abstractions.RewardLabException">It cannot be read or written.</exception>
    public long AppendCsv(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var rows = new StringBuilder();
        if (!File.Exists(path))
        {
            rows.Append(CsvLine.Of([ScoreLayout.Image, ScoreLayout.Prompt, .. Columns.Select(column => column.Heading.Text)])).Append('\n');
        }

        for (var row = 0; row < Images.Count; row++)
        {
            rows.Append(CsvLine.Of([Images[row], Prompts[row], .. Columns.Select(column => CsvLine.Number(column.Values[row]))])).Append('\n');
        }

        var bytes = Encoding.UTF8.GetBytes(rows.ToString());
        Files.AtomicFileStream.Write(path, file =>
        {
            if (File.Exists(path))
            {
                using var former = Abstractions.RegularFile.OpenRead(path);
                former.CopyTo(file);
            }

            file.Write(bytes);
        });
        return bytes.Length;
    }
}
