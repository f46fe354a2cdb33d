using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RewardLab.Evaluation.Tests.Metrics;

/// <summary>Metrics of one prompt as scikit-learn and SciPy compute them.</summary>
internal sealed record GoldenCase
{
    [JsonPropertyName("scores")]
    public required double[] Scores { get; init; }

    [JsonPropertyName("human_labels")]
    public required int[][] HumanLabels { get; init; }

    [JsonPropertyName("binary")]
    public required int[] Binary { get; init; }

    [JsonPropertyName("aggregate")]
    public required double[] Aggregate { get; init; }

    [JsonPropertyName("auroc")]
    public required double? Auroc { get; init; }

    [JsonPropertyName("auprc")]
    public required double Auprc { get; init; }

    [JsonPropertyName("spearman")]
    public required double? Spearman { get; init; }

    [JsonPropertyName("kendall")]
    public required double? Kendall { get; init; }

    [JsonPropertyName("spearman_binary")]
    public required double? SpearmanBinary { get; init; }

    [JsonPropertyName("kendall_binary")]
    public required double? KendallBinary { get; init; }

    [JsonExtensionData]
    public IDictionary<string, JsonElement> Others { get; init; } = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    public bool[] Good => Array.ConvertAll(Binary, value => value == 1);

    public double AveragePrecision(int k) => Others[$"ap{k}"].GetDouble();

    public double AveragePrecisionOfReversed(int k) => Others[$"ap{k}_reversed_tie_order"].GetDouble();

    public bool TieCrosses(int k) => Others[$"ap{k}_tie_crosses_k"].GetBoolean();

    public static GoldenCase[] ReadAll()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "metrics.json.gz"));
        using var json = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<GoldenCase[]>(json)!;
    }
}
