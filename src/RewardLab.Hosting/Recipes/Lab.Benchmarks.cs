using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Prompts;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Recipes;

/// <content>Benchmarks on disk.</content>
public static partial class Lab
{
    // Above this, pictures are read as they are needed rather than held.
    private const long MostHeldBytes = 1L << 30;

    /// <summary>Opens a benchmark: prompts, pictures and what people said of them.</summary>
    /// <param name="path">A folder or file as 'rewardlab bench run' takes it; TIA2's repository is one.</param>
    /// <param name="images">Folder of the pictures; null for beside the labels.</param>
    /// <param name="reading">How the images' files are read: as people see them, or as the rewards' Python originals read them.</param>
    /// <returns>The sets that have labels. Pools have <see cref="ImagePool.Labels"/>.</returns>
    /// <exception cref="RewardLabException">It cannot be read, has no labels, a picture is missing, or pictures of one prompt are of several sizes.</exception>
    public static IReadOnlyList<PoolSet> OpenBenchmark(string path, string? images = null, ImageReading reading = ImageReading.Shown)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var session = RecipeSession.Current;
        BenchmarkSource[] sources = [.. BenchmarkFolder.Open(path, images).Where(source => source.Set.Prompts.Count > 0)];
        if (sources.Length == 0)
        {
            throw new RewardLabException($"'{path}' has no labelled pictures, only choices; measure those by 'rewardlab bench run'.");
        }

        var total = sources.Sum(source => source.Set.Prompts.Sum(prompt => (long)prompt.Images.Count));
        var sets = new List<PoolSet>();
        long done = 0;
        bool? isHeld = null;
        foreach (var source in sources)
        {
            var pools = new List<ImagePool>();
            foreach (var prompt in source.Set.Prompts)
            {
                session.Cancellation.ThrowIfCancellationRequested();
                string[] files = [.. prompt.Images.Select(image => source.PathOf(image)
                    ?? throw new RewardLabException($"Picture '{image}' of \"{prompt.Prompt}\" is missing from {string.Join(" and ", source.Folders)}."))];
                isHeld ??= ImageFiles.Read(files[0], reading).BytesPerImage * total <= MostHeldBytes;
                pools.Add(isHeld.Value
                    ? new ImagePool(prompt.Prompt, Read(prompt.Prompt, files, reading), prompt.Images, prompt.Labels) { Reading = reading }
                    : new ImagePool(prompt.Prompt, prompt.Images, prompt.Labels, () => Read(prompt.Prompt, files, reading)) { Reading = reading });
                Progress("read", done += files.Length, total);
            }

            sets.Add(new PoolSet(source.Set.Name, pools));
        }

        return sets;
    }

    /// <summary>Prints what people said of a benchmark's pictures: how much there is, how far annotators agree, and how well one of them does as a reward.</summary>
    /// <param name="path">The benchmark.</param>
    /// <exception cref="RewardLabException">It cannot be read.</exception>
    public static void LabelTable(string path)
    {
        foreach (var table in LabelTables.Of([.. BenchmarkFolder.Open(path).Select(source => source.Set)]))
        {
            Table(table);
        }
    }

    /// <summary>Writes a benchmark into the run's folder: pictures, labels of annotators, and contrastive prompts; 'rewardlab bench run' and <see cref="OpenBenchmark"/> read it.</summary>
    /// <param name="name">The folder's name inside the run's folder.</param>
    /// <param name="sets">Sets of pictures.</param>
    /// <param name="annotators">Each annotator: 1 is good, 0 bad, and what lies between inconclusive.</param>
    /// <param name="contrasts">Writes the contrastive prompts that the benchmark brings; null for none.</param>
    /// <returns>The folder's full path.</returns>
    /// <exception cref="RewardLabException">There is no set or annotator, or a prompt has no contrastive prompts.</exception>
    public static string SaveBenchmark(string name, IReadOnlyList<PoolSet> sets, IReadOnlyList<RecipeReward> annotators, Func<string, ContrastiveSet>? contrasts = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(sets);
        ArgumentNullException.ThrowIfNull(annotators);
        var session = RecipeSession.Current;
        if (sets.Count == 0 || annotators.Count == 0)
        {
            throw new RewardLabException("Lab.SaveBenchmark needs at least one set and one annotator.");
        }

        long done = 0;
        var total = sets.Sum(set => (long)set.Pools.Count);
        foreach (var set in sets)
        {
            var prompts = new List<BenchmarkPrompt>();
            foreach (var (index, pool) in set.Pools.Index())
            {
                string[] files = [.. Enumerable.Range(0, pool.Count).Select(i => $"{SafeName.Of(set.Name)}/{index:D3}-{SafeName.Of(pool.Prompt)}/{i:D3}.png")];
                for (var i = 0; i < files.Length; i++)
                {
                    using var file = session.Run.CreateFile($"{name}/images/{files[i]}");
                    ImageFiles.WritePng(file, pool.Images, i);
                }

                var verdicts = annotators.Select(annotator => Array.ConvertAll(annotator.Score(pool), ToJudgement)).ToArray();
                IReadOnlyList<Judgement?>[] judgements = [.. files.Select((_, i) => (IReadOnlyList<Judgement?>)[.. verdicts.Select(verdict => (Judgement?)verdict[i])])];
                prompts.Add(new BenchmarkPrompt(pool.Prompt, files, LabelSet.FromJudgements([.. judgements.Select(labels => (IReadOnlyList<Judgement>)[.. labels.OfType<Judgement>()])]), judgements));
                Progress("save", ++done, total);
            }

            if (contrasts is not null)
            {
                using var file = session.Run.CreateFile($"{name}/{SafeName.Of(set.Name)}.prompts.json");
                PromptSetFile.Write(file, set.Pools.Select(pool => contrasts(pool.Prompt)));
            }

            using var labels = session.Run.CreateFile($"{name}/{SafeName.Of(set.Name)}.json");
            BenchmarkJson.Write(labels, new BenchmarkSet(set.Name, prompts, []));
        }

        return Path.Combine(session.Run.Folder, name);
    }

    private static Judgement ToJudgement(double score) => score > 0.75 ? Judgement.Good : score < 0.25 ? Judgement.Bad : Judgement.Inconclusive;

    private static ImageBatch Read(string prompt, string[] files, ImageReading reading)
    {
        var pictures = Array.ConvertAll(files, file => ImageFiles.Read(file, reading));
        var odd = Array.FindIndex(pictures, picture => picture.Width != pictures[0].Width || picture.Height != pictures[0].Height);
        return odd < 0
            ? ImageBatch.Concat(pictures)
            : throw new RewardLabException($"\"{prompt}\": '{files[odd]}' has {pictures[odd].Width} x {pictures[odd].Height} pixels, '{files[0]}' {pictures[0].Width} x {pictures[0].Height}; a recipe takes pictures of one size for each prompt, 'rewardlab bench run' takes any.");
    }
}
