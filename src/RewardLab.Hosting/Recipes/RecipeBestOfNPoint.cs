namespace RewardLab.Hosting.Recipes;

/// <summary>Means over prompts at one n of best-of-n, unbiased from whole pools.</summary>
/// <param name="N">Images of which the best is selected.</param>
/// <param name="Kl">KL divergence from the model, in nats.</param>
/// <param name="Proxy">The selecting reward's score of the selected image.</param>
/// <param name="HeldOut">Each held-out reward's score of it, by name.</param>
public sealed record RecipeBestOfNPoint(int N, double Kl, double Proxy, IReadOnlyDictionary<string, double> HeldOut);
