using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Groups;
using RewardLab.Runs.Images;

namespace RewardLab.Hosting.Recipes;

/// <content>Image groups.</content>
public static partial class Lab
{
    /// <content>Images for annotators to compare.</content>
    public static partial class Save
    {
        private const string GroupFolder = "groups";

        /// <summary>Saves the images that a model generated, for people to compare with those of other models of this run:
        /// 'rewardlab judge' shows sets of them side by side.</summary>
        /// <remarks>Files: groups/MODEL/003-prompt/000.png, and groups/image-groups.csv, which lists those of every model. The same model again takes the place
        /// of what was there.</remarks>
        /// <param name="model">The model's name, unique in the run.</param>
        /// <param name="prompts">The prompts.</param>
        /// <param name="images">The images of each; every model needs as many, with the same seeds, for a fair comparison.</param>
        /// <exception cref="RewardLabException">There is not one batch for each prompt.</exception>
        public static void ImageGroups(string model, IReadOnlyList<string> prompts, IReadOnlyList<ImageBatch> images)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(model);
            ArgumentNullException.ThrowIfNull(prompts);
            ArgumentNullException.ThrowIfNull(images);
            if (prompts.Count != images.Count)
            {
                throw new RewardLabException($"Lab.Save.ImageGroups: '{model}' has {images.Count} batches of images for {prompts.Count} prompts.");
            }

            var rows = ImageGroupReader.ReadList(Run.Folder, Path.Combine(Run.Folder, GroupFolder, ImageGroupLayout.FileName)).ToList();
            var place = rows.FindIndex(row => row.Model == model);
            rows.RemoveAll(row => row.Model == model);
            var added = new List<ImageGroupRow>();
            foreach (var (p, prompt) in prompts.Index())
            {
                for (var i = 0; i < images[p].Count; i++)
                {
                    var path = string.Create(CultureInfo.InvariantCulture, $"{GroupFolder}/{SafeName.From(model)}/{p:D3}-{SafeName.From(prompt)}/{i:D3}.png");
                    using var file = Run.CreateFile(path);
                    ImageFiles.WritePng(file, images[p], i);
                    added.Add(new ImageGroupRow(model, prompt, path));
                }
            }

            rows.InsertRange(place >= 0 ? place : rows.Count, added);
            Run.SaveImageGroups(GroupFolder, rows);
        }
    }
}
