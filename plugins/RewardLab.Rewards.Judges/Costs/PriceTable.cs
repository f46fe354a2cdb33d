using RewardLab.Abstractions;
using RewardLab.Rewards.Judges.Questions;

namespace RewardLab.Rewards.Judges.Costs;

/// <summary>What tokens of models cost, in US dollars per million.</summary>
internal sealed class PriceTable
{
    /// <summary>The file that comes along with the plugin.</summary>
    public const string ShippedName = "prices.yaml";

    private readonly Dictionary<string, (double Input, double Output)> _models = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RewardLabException">It cannot be read or is of another layout; says where.</exception>
    public static PriceTable Read(string path)
    {
        var table = new PriceTable();
        foreach (var (model, price) in YamlFile.Read<PriceTableText>(path, "price table").Models ?? [])
        {
            table._models[model] = price is { Input: { } input, Output: { } output } && IsPrice(input) && IsPrice(output)
                ? (input, output)
                : throw new RewardLabException($"{path}: model '{model}' needs 'input' and 'output', US dollars per million tokens, 0 or more.");
        }

        return table;

        static bool IsPrice(double price) => price >= 0 && double.IsFinite(price);
    }

    /// <summary>The prices of a model; null where the table does not know it.</summary>
    public (double Input, double Output)? Find(string model) => _models.TryGetValue(model, out var price) ? price : null;
}
