using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Sources;

namespace RewardLab.Hosting.Recipes;

/// <content>Image groups.</content>
public static partial class Lab
{
    /// <content>Images for annotators to compare.</content>
    public static partial class Save
    {
        private static readonly string[] SetColumns = ["model", "prompt", "file"];

        /// <summary>Saves what a model drew, for people to compare with what other models of this run drew: 'rewardlab judge' shows sets of them side by side.</summary>
        /// <remarks>Files: sets/MODEL/003-prompt/000.png, and sets/sets.csv, which lists those of every model: model, prompt, file. The same model again takes the place of what was there.</remarks>
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

            var list = Path.Combine(Run.Folder, ModelImageReader.SetsFile);
            var rows = File.Exists(list) ? RowFile.Read(list).Select(row => (object?[])[.. SetColumns.Select(column => row.Required(column))]).ToList() : [];
            var place = rows.FindIndex(row => Equals(row[0], model));
            rows.RemoveAll(row => Equals(row[0], model));
            var added = new List<object?[]>();
            foreach (var (p, prompt) in prompts.Index())
            {
                for (var i = 0; i < images[p].Count; i++)
                {
                    var path = string.Create(CultureInfo.InvariantCulture, $"sets/{SafeName.From(model)}/{p:D3}-{SafeName.From(prompt)}/{i:D3}.png");
                    using var file = Run.CreateFile(path);
                    ImageFiles.WritePng(file, images[p], i);
                    added.Add([model, prompt, path]);
                }
            }

            rows.InsertRange(place >= 0 ? place : rows.Count, added);
            Table(ModelImageReader.SetsFile, new ResultTable("", SetColumns, rows));
        }
    }
}
