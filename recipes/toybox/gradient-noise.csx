// Signal and noise of the policy gradient of each reward, by denoising step: how many images per update of DDPO needs, and which steps are worth training on.
// Needs: six minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/toybox/gradient-noise.csx

#load "../../scripts/textnorm.csx"

using RewardLab.Torch.Adapters;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Policies;
using TorchSharp;

var prompts = Lab.Param("prompts", "four apples|an apple and three stars|a ball and three fish|two apples and a cat", "prompts, with | between them")
    .Split('|');
var perPrompt = Lab.Param("perPrompt", 128, "images per prompt", min: 4, max: 100000);
var cuts = Lab.Param("cuts", "0,2,4,7,10", "where groups of steps begin, and how many steps there are").Split(',').Select(int.Parse).ToArray();
var guidanceScale = Lab.Param("guidanceScale", 3.0, "classifier-free guidance", min: 1, max: 100);
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var tau = Lab.Param("tau", 0.0, "equation 1's temperature, in units of the rewards; 0 for min-max", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between TextNorm's rewards", min: 0, max: 100);
const int BatchSize = 32;
const int Shuffles = 30;

var numInferenceSteps = cuts[^1];
RecipeReward Calibrated(RecipeReward raw) => Lab.TextNorm(raw, "rules", Given(tau), Given(scale));
var (imagereward, pickscore) = (Lab.Reward("toybox-imagereward").Named("imagereward"), Lab.Reward("toybox-pickscore").Named("pickscore"));
var textnorm = Lab.Uncertainty(lambda, Calibrated(imagereward), Calibrated(pickscore)).Named("textnorm");
RecipeReward[] rewards = [imagereward, pickscore, textnorm, Lab.Reward("toybox-truth").Named("truth"), Lab.Reward("toybox-fidelity").Named("fidelity")];
var seeds = SeedStream.Create(Lab.Seed, "gradient-noise");
var model = (ITrainableImageModel)Lab.ImageModel("toybox", new { numInferenceSteps, guidanceScale, eta = 1.0 });
var adapter = LoraAdapter.Attach(
    model.Pipeline.Parts.Where(part => part.Key == "unet").ToDictionary(part => part.Key, part => part.Value), new LoraOptions(), seeds.Child("lora"));
var policy = new DenoisingPolicy(
    model.Pipeline, adapter, model.Options with { NumInferenceSteps = numInferenceSteps, GuidanceScale = guidanceScale, Eta = 1, BatchSize = BatchSize });
var scores = rewards.Select(_ => new List<double>()).ToArray();
var gradients = cuts.Skip(1).Select(_ => new List<float[]>()).ToArray();
var promptOf = new List<int>();
foreach (var (index, prompt) in prompts.Index())
{
    foreach (var chunk in Enumerable.Range(0, perPrompt).Chunk(BatchSize))
    {
        using var batch = policy.Sample([.. chunk.Select(i => new ImageRequest(prompt, seeds.Child(prompt)[i]))], Lab.Cancellation);
        foreach (var (reward, kept) in rewards.Zip(scores))
        {
            kept.AddRange(reward.Score(batch.Images, [prompt]).Column(0).Select(score => (double)score));
        }

        for (var i = 0; i < chunk.Length; i++)
        {
            AddGradients(batch.Latents[i], prompt);
            promptOf.Add(index);
        }

        Lab.Progress("images and their gradients", promptOf.Count, prompts.Length * perPrompt);
    }
}

var rows = new List<object[]>();
for (var group = 0; group < gradients.Length; group++)
{
    rows.AddRange(Rows($"{cuts[group]} to {cuts[group + 1] - 1}", [gradients[group]]));
}

rows.AddRange(Rows("all", gradients));
Lab.Table(
    "signal of the gradient at the base, in its own standard errors, and the images at which it equals its noise",
    ["steps", "reward", "signal / error", "noise scale (images)"],
    [.. rows]);
policy.Dispose();
adapter.Dispose();

// d log p / d B of each group of steps; A's gradient is zero while B is.
void AddGradients(torch.Tensor latents, string prompt)
{
    using var scope = torch.NewDisposeScope();
    var point = new DenoisingState(
        latents.narrow(0, 0, numInferenceSteps), [.. Enumerable.Range(0, numInferenceSteps)], [.. Enumerable.Repeat(prompt, numInferenceSteps)]);
    var logProbability = policy.Evaluate(point).Transition.LogProbability(latents.narrow(0, 1, numInferenceSteps));
    for (var group = 0; group < gradients.Length; group++)
    {
        foreach (var (_, parameter) in adapter.Parameters)
        {
            parameter.grad?.zero_();
        }

        logProbability.narrow(0, cuts[group], cuts[group + 1] - cuts[group]).sum().backward(retain_graph: true);
        gradients[group].Add(torch.cat(
            [.. adapter.Parameters.Where(parameter => parameter.Name.EndsWith("lora_B.weight", StringComparison.Ordinal))
                .Select(parameter => parameter.Value.grad.flatten())],
            0).data<float>().ToArray());
    }
}

// Pairs of different images estimate the true gradient's squared norm without bias; rewards shuffled within their prompts show what chance makes of it.
IEnumerable<object[]> Rows(string steps, IReadOnlyList<List<float[]>> groups)
{
    using var scope = torch.NewDisposeScope();
    var count = promptOf.Count;
    var sum = groups.Select(group => torch.tensor(group.SelectMany(values => values).ToArray()).view(count, -1))
        .Aggregate((a, b) => a - b.neg())
        .to_type(torch.ScalarType.Float64);
    var products = sum.matmul(sum.t()).data<double>().ToArray();
    var rows = new List<object[]>();
    foreach (var (reward, values) in rewards.Zip(scores))
    {
        var advantages = PromptStatistics.Group([.. promptOf.Select(index => prompts[index])], values);
        var (signal, noise) = (Signal(advantages), Enumerable.Range(0, count).Average(i => advantages[i] * advantages[i] * products[((long)i * count) + i]));
        var error = Math.Sqrt(Enumerable.Range(0, Shuffles).Average(shuffle => Math.Pow(Signal(Shuffled(advantages, shuffle)), 2)));
        rows.Add(
        [
            steps,
            reward.Name,
            signal / error,
            signal > error ? $"{noise / signal:F0}" : FormattableString.Invariant($"over {noise / (Math.Max(0, signal) + (2 * error)):F0}"),
        ]);
    }

    return rows;

    double Signal(double[] weights)
    {
        var total = 0.0;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                total += weights[i] * weights[j] * products[((long)i * count) + j];
            }
        }

        return 2 * total / (count * (count - 1.0));
    }
}

double[] Shuffled(double[] values, int number)
{
    var keys = seeds.Child("shuffle").Child($"{number}");
    var shuffled = new double[values.Length];
    foreach (var group in Enumerable.Range(0, values.Length).GroupBy(i => promptOf[i]).Select(group => group.ToArray()))
    {
        foreach (var (to, value) in group.Zip(group.OrderBy(i => keys[i]).Select(i => values[i])))
        {
            shuffled[to] = value;
        }
    }

    return shuffled;
}
