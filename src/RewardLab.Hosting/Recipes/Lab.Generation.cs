using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Events;
using RewardLab.Runs.Images;
using RewardLab.Runs.Store;

namespace RewardLab.Hosting.Recipes;

/// <content>Images.</content>
public static partial class Lab
{
    private const long MaxBytesTogether = 512L << 20;
    private const int MaxBatchesTogether = 16;

    /// <summary>Generates images for prompts and saves them in the run, prompt by prompt.</summary>
    /// <remarks>Image i of a prompt has seed <c>SeedStream.Create(seed, "sampling").Child(prompt)[i]</c>: asking for more images, or for more
    /// prompts, leaves the others as they were.</remarks>
    /// <param name="model">The image model.</param>
    /// <param name="prompts">The prompts, each once.</param>
    /// <param name="imagesPerPrompt">Images of each, at least 1.</param>
    /// <param name="batchSize">Images asked of the model in one call, at least 1; recorded in the run.</param>
    /// <returns>A pool for each prompt, in order.</returns>
    /// <exception cref="RewardLabException">A number is below 1, a prompt comes twice, a TextNorm that is composed already cannot score a prompt, or the model
    /// fails.</exception>
    public static IReadOnlyList<ImagePool> Generate(IImageModel model, IReadOnlyList<string> prompts, int imagesPerPrompt, int batchSize = 64)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(prompts);
        var session = RecipeSession.Current;
        if (imagesPerPrompt < 1 || batchSize < 1)
        {
            throw new RewardLabException($"Lab.Generate: imagesPerPrompt ({imagesPerPrompt}) and batchSize ({batchSize}) must be at least 1.");
        }

        if (prompts.GroupBy(prompt => prompt, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } repeated)
        {
            throw new RewardLabException(
                $"Lab.Generate: prompt \"{repeated.Key}\" is listed {repeated.Count()} times. List it once and generate more images of it.");
        }

        session.Composed.Require(prompts);
        session.Run.Emit(
            new EventRecord(EventKinds.ImagesRequested) { Payload = new ImagesRequestedPayload(model.Name, prompts.Count, imagesPerPrompt, batchSize) });
        var stream = SeedStream.Create(session.Run.Seed, "sampling");
        var requests = prompts.SelectMany(prompt => Enumerable.Range(0, imagesPerPrompt).Select(i => new ImageRequest(prompt, stream.Child(prompt)[i])))
            .ToArray();
        var firstPrompt = session.TakePromptIndices(prompts.Count);
        var pools = new List<ImagePool>(prompts.Count);
        var generated = new List<ImageBatch>();
        var together = batchSize;
        for (int start = 0, count = 0; start < requests.Length; start += count)
        {
            var first = start;
            count = Math.Min(together, requests.Length - start);
            var batch = requests[start..(start + count)];
            var saved = Saved(
                session,
                [.. batch.Select(
                    (request, i) => RunFiles.ImagePath(firstPrompt + ((first + i) / imagesPerPrompt), request.Prompt, (first + i) % imagesPerPrompt))]);
            generated.Add(saved
                ?? model.Generate(batch, new ImmediateProgress(done => Progress("generate", first + done, requests.Length)), session.Cancellation));
            if (session.Services.Workers.HasWorkers)
            {
                // So many that all workers have something to do; which images are asked for in one call changes none of them.
                together = batchSize * (int)Math.Clamp(MaxBytesTogether / ((long)generated[^1].BytesPerImage * batchSize), 1, MaxBatchesTogether);
            }

            if (saved is not null)
            {
                Progress("generate", first + batch.Length, requests.Length);
            }

            TakePools(session, prompts, imagesPerPrompt, firstPrompt, generated, pools);
        }

        return pools;
    }

    /// <summary>A batch that a resumed run has generated before; null where an image of it is missing.</summary>
    private static ImageBatch? Saved(RecipeSession session, IReadOnlyList<string> files)
    {
        var images = new List<ImageBatch>(files.Count);
        foreach (var file in files)
        {
            using var stream = session.Run.OpenFile(file);
            if (stream is null)
            {
                return null;
            }

            images.Add(ImageFiles.Read(stream, file));
        }

        return ImageBatch.Concat(images);
    }

    private static void TakePools(
        RecipeSession session,
        IReadOnlyList<string> prompts,
        int imagesPerPrompt,
        int firstPrompt,
        List<ImageBatch> generated,
        List<ImagePool> pools)
    {
        var available = generated.Sum(batch => batch.Count);
        if (available < imagesPerPrompt)
        {
            return;
        }

        var images = ImageBatch.Concat(generated);
        generated.Clear();
        var start = 0;
        for (; start + imagesPerPrompt <= available; start += imagesPerPrompt)
        {
            var prompt = prompts[pools.Count];
            var pool = images.Slice(start, imagesPerPrompt);
            pools.Add(new ImagePool(prompt, pool, session.Run.SaveImages(firstPrompt + pools.Count, prompt, pool)));
        }

        generated.Add(images.Slice(start, available - start));
    }
}
