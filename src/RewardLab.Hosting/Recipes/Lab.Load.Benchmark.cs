using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Images;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Hosting.Recipes;

/// <content>Benchmarks on disk.</content>
public static partial class Lab
{
    /// <content>Benchmarks on disk.</content>
    public static partial class Load
    {
        // Above this, images are read as they are needed rather than held.
        private const long MaxHeldBytes = 1L << 30;

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
                    isHeld ??= ImageFiles.Read(files[0], reading).BytesPerImage * total <= MaxHeldBytes;
                    pools.Add(isHeld.Value
                        ? new ImagePool(prompt.Prompt, Read(prompt.Prompt, files, reading), prompt.Images, prompt.Labels) { Reading = reading }
                        : new ImagePool(prompt.Prompt, prompt.Images, prompt.Labels, () => Read(prompt.Prompt, files, reading)) { Reading = reading });
                    Progress("read", done += files.Length, total);
                }

                sets.Add(new PromptPools(source.Set.Name, pools));
            }

            return sets;
        }

        private static ImageBatch Read(string prompt, string[] files, ImageReading reading)
        {
            var images = Array.ConvertAll(files, file => ImageFiles.Read(file, reading));
            var odd = Array.FindIndex(images, image => image.Width != images[0].Width || image.Height != images[0].Height);
            return odd < 0
                ? ImageBatch.Concat(images)
                : throw new RewardLabException(
                    $"\"{prompt}\": '{files[odd]}' has {images[odd].Width} x {images[odd].Height} pixels, '{files[0]}' {images[0].Width} x {images[0].Height}; "
                    + "a recipe takes images of one size for each prompt, 'rewardlab bench run' takes any.");
        }
    }
}
