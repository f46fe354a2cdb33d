using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Rows;

/// <summary>Tables on disk, row by row: CSV, JSON (an array of objects), JSON lines and Parquet.</summary>
public static class RowFile
{
    private static readonly string[] Known = [".csv", ".tsv", ".json", ".jsonl", ".parquet"];

    /// <summary>Whether a file's name ends as one of these formats' do.</summary>
    public static bool IsOne(string path) => Known.Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>Reads all rows.</summary>
    /// <exception cref="RewardLabException">The file is missing, cannot be read, or is damaged; says where.</exception>
    public static IReadOnlyList<BenchmarkRow> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsOne(path))
        {
            throw new RewardLabException($"'{path}' is not a supported table: its name must end in {string.Join(", ", Known)}.");
        }

        try
        {
            using var stream = RegularFile.OpenRead(path);
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".csv" or ".tsv" => CsvRows.Read(stream, path),
                ".json" => JsonRows.Read(stream, path),
                ".jsonl" => JsonRows.ReadLines(stream, path),
                _ => MistakenFile.Describe(path) is { } mistake ? throw new RewardLabException($"{path}: {mistake}") : ParquetRows.Read(stream, path),
            };
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }
}
