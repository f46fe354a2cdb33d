using System.Numerics.Tensors;
using RewardLab.Abstractions;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Calibration.Search;

/// <summary>By how much each contrastive prompt is ahead of the prompt, for one reward's scores of a prompt's images: all that a setting of TextNorm is
/// computed from.</summary>
internal sealed class ContrastivePromptLeads
{
    // Up to here min-max's log-odds lose nothing that would order images.
    private const double FineScale = 15;

    private readonly Leads _all;
    private readonly Leads _set;

    public ContrastivePromptLeads(CalibrationPrompt prompt, int reward)
    {
        var grid = prompt.Grids[reward];
        int[] all = [.. Enumerable.Range(1, grid.PromptCount - 1)];
        int[] set = prompt.ContrastivePrompts is { } texts
            ? [.. ContrastivePromptSet.Create(prompt.Prompt, texts).Select(text => 1 + IndexOf(texts, text))]
            : all;
        _all = Leads.Compute(grid, all);

        // Min-max divides by the range of an image's scores; where that is nothing, so are the leads.
        _set = set.Length == all.Length ? _all.Normalised() : Leads.Compute(grid, set).Normalised();
    }

    /// <summary>Log-odds of the prompt's share at a setting, [images].</summary>
    public double[] LogOdds(TextNormOptions setting) => setting.EffectiveVariant == TextNormVariant.MinMax
        ? _set.LogOdds(1 / setting.EffectiveValue)
        : _all.LogOdds(setting.EffectiveValue);

    /// <summary>What orders the images of one reward at a setting, as TextNorm itself orders them, [images].</summary>
    public double[] OrderKeys(TextNormOptions setting, double[] logOdds) =>
        setting.EffectiveVariant == TextNormVariant.MinMax && setting.EffectiveValue > FineScale
            ? _set.MinMaxOrder(setting.EffectiveValue)
            : logOdds;

    private static int IndexOf(IReadOnlyList<string> texts, string text) => texts.TakeWhile(other => other != text).Count();

    private sealed record Leads(double[] Values, int Width, int ImageCount)
    {
        public static Leads Compute(ScoreMatrix grid, int[] columns)
        {
            var leads = new double[grid.ImageCount * columns.Length]; // [images, contrastive prompts]
            for (var image = 0; image < grid.ImageCount; image++)
            {
                var row = grid.Row(image);
                for (var i = 0; i < columns.Length; i++)
                {
                    leads[(image * columns.Length) + i] = row[columns[i]] - row[0];
                }
            }

            return new Leads(leads, columns.Length, grid.ImageCount);
        }

        public Leads Normalised()
        {
            var normalised = new double[Values.Length];
            for (var image = 0; image < ImageCount; image++)
            {
                var row = Values.AsSpan(image * Width, Width);
                var range = Math.Max(0, TensorPrimitives.Max<double>(row)) - Math.Min(0, TensorPrimitives.Min<double>(row));
                if (range > 0)
                {
                    TensorPrimitives.Divide(row, range, normalised.AsSpan(image * Width, Width));
                }
            }

            return this with { Values = normalised };
        }

        public double[] MinMaxOrder(double scale)
        {
            var keys = new double[ImageCount];
            for (var image = 0; image < ImageCount; image++)
            {
                keys[image] = ContrastiveSoftmax.MinMaxOrder(0, Values.AsSpan(image * Width, Width), scale);
            }

            return keys;
        }

        /// <summary>-log of the sum of exp(lead / tau), the largest lead of each image taken out first.</summary>
        public double[] LogOdds(double tau)
        {
            var odds = new double[ImageCount];
            var terms = new double[Width];
            for (var image = 0; image < ImageCount; image++)
            {
                var row = Values.AsSpan(image * Width, Width);
                var highest = TensorPrimitives.Max<double>(row);
                TensorPrimitives.Subtract(row, highest, terms);
                TensorPrimitives.Divide(terms, tau, terms);
                TensorPrimitives.Exp<double>(terms, terms);
                odds[image] = -(highest / tau) - Math.Log(TensorPrimitives.Sum<double>(terms));
            }

            return odds;
        }
    }
}
