using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;

namespace RewardLab.Experiments.Benchmarks;

/// <summary>Rows of CSV (RFC 4180) with a header.</summary>
internal static class CsvRows
{
    public static List<BenchmarkRow> Read(Stream stream, string source)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null, IgnoreBlankLines = true };
        using var text = TextFile.Open(stream, source);
        using var csv = new CsvReader(text, configuration);
        var rows = new List<BenchmarkRow>();
        try
        {
            if (!csv.Read() || !csv.ReadHeader() || csv.HeaderRecord is not { } header)
            {
                throw new RewardLabException($"{source}: is empty; its first line must name the columns.");
            }

            while (csv.Read())
            {
                var place = $"{source}({csv.Parser.RawRow})";
                if (csv.Parser.Count != header.Length)
                {
                    throw new RewardLabException($"{place}: has {csv.Parser.Count} fields, where the first line names {header.Length}.");
                }

                rows.Add(new BenchmarkRow(place, header.Select((column, i) => KeyValuePair.Create(column.Trim(), (IReadOnlyList<string>)[csv[i] ?? ""]))));
            }
        }
        catch (CsvHelperException exception)
        {
            throw new RewardLabException($"{source}({csv.Parser.RawRow}): no CSV: {exception.Message.Split('\n')[0].Trim()}", exception);
        }

        return rows;
    }
}
