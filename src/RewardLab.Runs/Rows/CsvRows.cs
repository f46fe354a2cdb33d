using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;

namespace RewardLab.Runs.Rows;

/// <summary>Rows of CSV (RFC 4180) with a header, parted by commas, semicolons or tabs: whichever the header has most of.</summary>
internal static class CsvRows
{
    private const string Separators = ",;\t";

    // Excel's own first line, which says what parts the fields.
    private const string SeparatorLine = "sep=";

    public static List<BenchmarkRow> Read(Stream stream, string source)
    {
        using var text = TextFile.Open(stream, source);
        return Read(text.ReadToEnd(), source);
    }

    private static List<BenchmarkRow> Read(string text, string source)
    {
        var start = text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase) && text.AsSpan(SeparatorLine.Length) is [_, '\r' or '\n', ..]
            ? text.AsSpan().IndexOfAny('\r', '\n')
            : 0;
        var separator = start > 0 ? text[start - 1] : SeparatorOf(text);
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            BadDataFound = null,
            MissingFieldFound = null,
            IgnoreBlankLines = true,
        };
        using var csv = new CsvReader(new StringReader(text[start..]), configuration);
        var rows = new List<BenchmarkRow>();
        try
        {
            if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is not { } header)
            {
                throw new RewardLabException($"{source}: is empty. Its first line must name the columns.");
            }

            while (csv.Read())
            {
                var place = $"{source}({csv.Parser.RawRow})";
                if (csv.Parser.Count != header.Length)
                {
                    throw new RewardLabException($"{place}: has {csv.Parser.Count} fields, but the first line names {header.Length}.");
                }

                rows.Add(new BenchmarkRow(place, header.Select((column, i) => KeyValuePair.Create(column.Trim(), (IReadOnlyList<string>)[csv[i] ?? ""]))));
            }
        }
        catch (CsvHelperException exception)
        {
            throw new RewardLabException($"{source}({csv.Parser.RawRow}): not CSV: {exception.Message.Split('\n')[0].Trim()}", exception);
        }

        return rows;
    }

    // Of the header, whose names hold none of these unless quoted; commas where it has one column.
    private static char SeparatorOf(string text)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var c in text.AsSpan().TrimStart("\r\n"))
        {
            if (c is '\r' or '\n' && !isQuoted)
            {
                break;
            }

            isQuoted ^= c == '"';
            if (!isQuoted && Separators.IndexOf(c, StringComparison.Ordinal) is >= 0 and var index)
            {
                counts[index]++;
            }
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }
}
