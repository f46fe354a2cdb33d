using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Recipes;

/// <content>Benchmarks on disk.</content>
public static partial class Lab
{
    /// <content>Benchmarks on disk.</content>
    public static partial class Load
    {
        /// <summary>Opens a benchmark: prompts, images and their labels.</summary>
        /// <param name="path">A folder or file as 'rewardlab bench run' takes it; TIA2's repository is one.</param>
        /// <param name="images">Folder of the images; null for beside the labels.</param>
        /// <param name="reading">How the images' files are read: as people see them, or as the rewards' Python originals read them.</param>
        /// <returns>The sets that have labels. Pools have <see cref="ImagePool.Labels"/>.</returns>
        /// <exception cref="RewardLabException">It cannot be read, has no labels, an image is missing,
        /// or images of one prompt are of several sizes.</exception>
        public static IReadOnlyList<PromptPools> Benchmark(string path, string? images = null, ImageReading reading = ImageReading.Shown)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(path);
            var session = RecipeSession.Current;
            BenchmarkSource[] sources = [.. BenchmarkFolder.Open(path, images).Where(source => source.Set.Prompts.Count > 0)];
            if (sources.Length == 0)
            {
                throw new RewardLabException($"'{path}' has no labelled images, only choices; measure those by 'rewardlab bench run'.");
            }

            var total = sources.Sum(source => source.Set.Prompts.Sum(prompt => (long)prompt.Images.Count));
            var sets = new List<PromptPools>();
            long done = 0;
            bool? isHeld = null;
            foreach (var source in sources)
            {
                var pools = new List<ImagePool>();
                foreach (var prompt in source.Set.Prompts)
                {
                    session.Cancellation.ThrowIfCancellationRequested();
                    string[] files = [.. prompt.Images.Select(image => source.PathOf(image)
                        ?? throw new RewardLabException($"Image '{image}' of \"{prompt.Prompt}\" is missing from {string.Join(" and ", source.Folders)}."))];
                    isHeld ??= ImagePool.IsHeld(files[0], reading, total);
                    pools.Add(ImagePool.Open(prompt.Prompt, files, prompt.Images, prompt.Labels, reading, isHeld.Value));
                    Progress("read", done += files.Length, total);
                }

                sets.Add(new PromptPools(source.Set.Name, pools));
            }

            return sets;
        }
    }
}
