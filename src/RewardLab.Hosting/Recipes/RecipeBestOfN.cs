using System.Globalization;
using System.Text.Json;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Charts;
using RewardLab.Runs.Events;
using RewardLab.Runs.Files;

namespace RewardLab.Hosting.Recipes;

/// <summary>The curve that best-of-n measured.</summary>
/// <param name="Reward">The reward that selected.</param>
/// <param name="PromptCount">Prompts over which means are taken.</param>
/// <param name="Points">The curve, by n.</param>
public sealed record RecipeBestOfN(string Reward, int PromptCount, IReadOnlyList<RecipeBestOfNPoint> Points)
{
    private const string FigureName = "best-of-n";
    private const int MaxFigureName = 50;

    /// <summary>The curve of the event that ends a best-of-n; null where an algorithm of somebody else's gives the event another content.</summary>
    internal static RecipeBestOfN? From(RunEvent ending)
    {
        try
        {
            return Read(ending.Data) is { Points.Count: > 0 } curve ? curve : null;
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static RecipeBestOfN Read(JsonElement data) =>
        new(
            data.GetProperty("reward").GetString() ?? "",
            data.GetProperty("prompts").GetInt32(),
            [.. data.GetProperty("curve").EnumerateArray().Select(point => new RecipeBestOfNPoint(
                point.GetProperty("n").GetInt32(),
                point.GetProperty("kl").GetDouble(),
                point.GetProperty("proxy").GetDouble(),
                HeldOutOf(point.GetProperty("heldOut"))))]);

    /// <summary>Shows the curve: a table, printed and in the report, and a chart for each reward, for their scores have no unit in common.</summary>
    internal void Report()
    {
        string[] heldOut = [.. Points[0].HeldOut.Keys];
        Lab.Table(
            $"Best of n by {Reward}, unbiased from whole pools, mean over {PromptCount} prompts",
            ["n", "KL (nats)", Reward, .. heldOut],
            Points.Select(point => (IReadOnlyList<object?>)[point.N, point.Kl, point.Proxy, .. heldOut.Select(name => (object)point.HeldOut[name])]));
        var figure = FreeName(FigureName);
        Curve(figure, Reward, $"Best of n by {Reward}: its own score", static point => point.Proxy);
        foreach (var name in heldOut)
        {
            Curve(FreeName($"{figure}-{name}"), name, $"Best of n by {Reward}: {name}, held out", point => point.HeldOut[name]);
        }
    }

    private void Curve(string figure, string line, string title, Func<RecipeBestOfNPoint, double> score) => Lab.Charts.Add(
        figure,
        new LineChart(title, [new LineSeries(line, [.. Points.Select(point => Math.Sqrt(point.Kl))], [.. Points.Select(score)])])
        {
            XLabel = "root of the KL divergence from the model (nats)",
            YLabel = "mean score",
        });

    // Of a second best-of-n in one recipe, or of a reward whose name makes the same file name as another's.
    private static string FreeName(string figure)
    {
        var session = RecipeSession.Current;
        var free = figure;
        for (var number = 2; session.HasFigure($"charts/{SafeName.From(free)}.png"); number++)
        {
            var ending = string.Create(CultureInfo.InvariantCulture, $"-{number}");
            free = SafeName.From(figure)[..Math.Min(SafeName.From(figure).Length, MaxFigureName - ending.Length)] + ending;
        }

        return free;
    }

    private static Dictionary<string, double> HeldOutOf(JsonElement scores) =>
        scores.EnumerateObject().ToDictionary(score => score.Name, score => score.Value.GetDouble(), StringComparer.Ordinal);
}
