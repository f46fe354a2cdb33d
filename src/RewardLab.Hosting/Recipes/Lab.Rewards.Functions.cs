using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <content>Rewards that a recipe computes itself.</content>
public static partial class Lab
{
    /// <summary>A reward that a function computes, image by image: it goes wherever a plugin's reward does.</summary>
    /// <remarks>
    /// <para>Scores must be finite; what is not, and whatever the function throws, is reported with the reward, the image and the prompt. The function must
    /// give the same score for the same image and prompt, for scores are remembered while the recipe runs. Nothing is kept from one run to another.</para>
    /// <para>The reward's identity, in presets too, is its name with a hash of the recipe and of the files that it loads. Declared again with the same function
    /// it is the same reward, if the function captures no variable.</para>
    /// </remarks>
    /// <param name="name">Its name in tables, files and charts.</param>
    /// <param name="score">The score of one image against one prompt; higher is better.</param>
    /// <exception cref="RewardLabException">The name is empty.</exception>
    public static RecipeReward Reward(string name, Func<ImagePixels, string, double> score) =>
        PerImage(name, score, (image, prompt, _) => Task.FromResult(score(image, prompt)), concurrency: 1);

    /// <inheritdoc cref="Reward(string, Func{ImagePixels, string, double})"/>
    /// <param name="name">Its name in tables, files and charts.</param>
    /// <param name="score">The score of one image against one prompt; higher is better. <see cref="Cancellation"/> ends what takes long.</param>
    /// <param name="concurrency">Calls at a time, at least 1: more for a function that waits for a service.</param>
    public static RecipeReward Reward(string name, Func<ImagePixels, string, Task<double>> score, int concurrency = 1) =>
        PerImage(name, score, (image, prompt, _) => score(image, prompt), concurrency);

    /// <inheritdoc cref="Reward(string, Func{ImagePixels, string, Task{double}}, int)"/>
    /// <param name="name">Its name in tables, files and charts.</param>
    /// <param name="score">The score of one image against one prompt, with the token that cancels it; higher is better.</param>
    /// <param name="concurrency">Calls at a time, at least 1: more for a function that waits for a service.</param>
    public static RecipeReward Reward(string name, Func<ImagePixels, string, CancellationToken, Task<double>> score, int concurrency = 1) =>
        PerImage(name, score, score, concurrency);

    /// <summary>A reward that a function computes for many images and prompts at once: it goes wherever a plugin's reward does.</summary>
    /// <param name="name">Its name in tables, files and charts.</param>
    /// <param name="score">Scores, [images, prompts]; higher is better.</param>
    /// <inheritdoc cref="Reward(string, Func{ImagePixels, string, double})" path="/remarks"/>
    /// <inheritdoc cref="Reward(string, Func{ImagePixels, string, double})" path="/exception"/>
    public static RecipeReward Reward(string name, Func<ImageBatch, IReadOnlyList<string>, double[,]> score) =>
        Declare(name, score, () => FunctionReward.PerMatrix(name, (images, prompts, _) => Task.FromResult(Matrix(score(images, prompts)))));

    /// <inheritdoc cref="Reward(string, Func{ImageBatch, IReadOnlyList{string}, double[,]})"/>
    public static RecipeReward Reward(string name, Func<ImageBatch, IReadOnlyList<string>, ScoreMatrix> score) =>
        Declare(name, score, () => FunctionReward.PerMatrix(name, (images, prompts, _) => Task.FromResult<ScoreMatrix?>(score(images, prompts))));

    /// <inheritdoc cref="Reward(string, Func{ImageBatch, IReadOnlyList{string}, double[,]})"/>
    public static RecipeReward Reward(string name, Func<ImageBatch, IReadOnlyList<string>, Task<double[,]>> score) =>
        Declare(name, score, () => FunctionReward.PerMatrix(name, async (images, prompts, _) => Matrix(await score(images, prompts).ConfigureAwait(false))));

    /// <inheritdoc cref="Reward(string, Func{ImageBatch, IReadOnlyList{string}, double[,]})"/>
    /// <param name="name">Its name in tables, files and charts.</param>
    /// <param name="score">Scores, [images, prompts], with the token that cancels the call; higher is better.</param>
    public static RecipeReward Reward(string name, Func<ImageBatch, IReadOnlyList<string>, CancellationToken, Task<double[,]>> score) =>
        Declare(name, score, () => FunctionReward.PerMatrix(
            name, async (images, prompts, token) => Matrix(await score(images, prompts, token).ConfigureAwait(false))));

    private static RecipeReward PerImage(string name, Delegate function, Func<ImagePixels, string, CancellationToken, Task<double>> score, int concurrency) =>
        concurrency >= 1
            ? Declare(name, function, () => FunctionReward.PerImage(
                name, (images, index, prompt, token) => score(new ImagePixels(images, index), prompt, token), concurrency))
            : throw new RewardLabException($"Lab.Reward(\"{name}\"): concurrency is {concurrency}: allowed is 1 or more.");

    private static RecipeReward Declare(string name, Delegate function, Func<IRewardModel> make)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new RewardLabException("Lab.Reward: a function that scores needs a name, by which tables and files call it.");
        }

        return Reward(new RewardModelNode(RecipeSession.Current.Functions.Declare(name, function, make)));
    }

    private static ScoreMatrix? Matrix(double[,]? scores) =>
        scores is null ? null : new ScoreMatrix([.. scores.Cast<double>()], scores.GetLength(0), scores.GetLength(1));
}
