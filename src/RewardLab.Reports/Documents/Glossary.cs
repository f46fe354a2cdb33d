using System.Text.RegularExpressions;

namespace RewardLab.Reports.Documents;

/// <summary>What the terms of a report mean, in a sentence each: for those who did not run it.</summary>
internal static partial class Glossary
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly (string Term, string Pattern, string Meaning)[] Terms =
    [
        ("AUPRC", "AUPRC", "Area under the precision-recall curve of a reward's scores against labels; chance is the share of good images."),
        ("AUROC", "AUROC", "The probability that a reward scores a good image above a bad one; 0.5 is chance, 1 is perfect."),
        ("best of n", "best[- ]of[- ]n", "The image that a reward scores highest among n samples of a prompt."),
        ("Bradley-Terry", "Bradley", "A model of comparisons: each model has a strength, and the stronger one wins the more often the further they are apart."),
        ("confidence interval", "95%", "A range that would hold the true value in 95 of 100 repetitions of the experiment, written [low, high]."),
        ("contrastive prompt", "contrastive", "A prompt close to the one asked for that the image should not match; TextNorm compares the two."),
        ("DDPO", "DDPO", "Denoising diffusion policy optimization: policy gradients on the steps of a diffusion model."),
        ("disagreement", "disagreement", "The standard deviation between the members of an ensemble, mean over images."),
        ("diversity", "diversity", "The mean distance, 1 - cosine, between embeddings of images of one prompt; a falling value is a sign of collapse."),
        ("ECE", "ECE|calibration error", "Expected calibration error: how far a score is from the share of good images that have it; 0 is perfect."),
        ("epoch", "epochs?", "One round of sampling, scoring and updating in fine-tuning."),
        ("ensemble", "ensemble", "Several rewards joined into one, such as by their mean."),
        ("evaluation", "evaluations?", "The scores of images of the same held-out prompts and seeds, at fixed epochs."),
        ("gain", "gain", "The change since the first evaluation, in standard deviations of the scores of its images."),
        ("ground truth", "ground truth|truth", "Whether an image shows what its prompt asks for, as known, and not as judged by a reward."),
        ("held-out reward", "held-out", "A reward that is measured and never optimised: it tells whether the proxy reward can be trusted."),
        ("Holm", "Holm", "Holm's correction: p-values are raised to account for the number of comparisons in the table."),
        ("kappa, alpha", "kappa|alpha", "Agreement between annotators beyond chance; 1 is perfect, 0 is chance. In the configuration, alpha is LoRA's scale."),
        ("KL", "KL|kl", "Kullback-Leibler divergence from the model before fine-tuning, in nats: how far fine-tuning has moved the model."),
        ("LoRA", "LoRA", "Low-rank adaptation: small matrices that are trained beside the weights of a model."),
        ("majority", "majority", "The answer of more than half of an item's annotators; without one an image counts as not good, a comparison as a tie."),
        ("overoptimization", "overoptimi[sz]ation", "The proxy reward still rises while held-out rewards, or people, find the images worse."),
        ("proxy reward", "proxy", "The reward that is optimised, in place of what people want."),
        ("RWR", "RWR", "Reward-weighted regression: fine-tuning on sampled images, each weighted by its reward."),
        ("TextNorm", "TextNorm", "A reward normalised over contrastive prompts: it scores how much better the image fits its prompt than similar ones."),
    ];

    /// <summary>The terms that a text uses, in order, with their meanings.</summary>
    /// <param name="html">The text; what stands inside of tags does not count.</param>
    public static IReadOnlyList<(string Term, string Meaning)> Of(string html)
    {
        var text = Tag().Replace(html, " ");
        return [.. Terms.Where(term => Regex.IsMatch(text, $@"\b(?:{term.Pattern})(?:\b|(?<=%))", Options, Limit)).Select(term => (term.Term, term.Meaning))];
    }

    /// <summary>Writes terms as a list.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<(string Term, string Meaning)> terms)
    {
        writer.Write("<dl class=\"terms\">\n");
        foreach (var (term, meaning) in terms)
        {
            writer.Write($"<dt>{HtmlText.Encode(term)}</dt><dd>{HtmlText.Encode(meaning)}</dd>\n");
        }

        writer.Write("</dl>\n");
    }

    [GeneratedRegex("<script.*?</script>|<[^>]*>", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 10_000)]
    private static partial Regex Tag();
}
