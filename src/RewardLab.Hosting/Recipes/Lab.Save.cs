using System.Text;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <content>Files.</content>
public static partial class Lab
{
    /// <summary>Files of the run.</summary>
    public static partial class Save
    {
        /// <summary>Saves text as a file of the run.</summary>
        /// <param name="name">Path inside the run's folder, with its extension and forward slashes.</param>
        /// <param name="text">Written as UTF-8.</param>
        public static void Text(string name, string text) => SaveBytes(name, Encoding.UTF8.GetBytes(text));

        /// <summary>Saves a table as CSV.</summary>
        /// <param name="name">Path inside the run's folder; ".csv" is added when it is missing.</param>
        /// <param name="table">Numbers are written in full precision.</param>
        public static void Table(string name, ResultTable table)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(table);
            Text(name.EndsWith(".csv", StringComparison.Ordinal) ? name : name + ".csv", table.ToCsv());
        }

        /// <summary>Saves images as PNG files of the run: name/000.png and so on.</summary>
        /// <param name="name">A folder inside the run's folder.</param>
        /// <param name="images">The images.</param>
        public static void Images(string name, ImageBatch images)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(images);
            for (var i = 0; i < images.Count; i++)
            {
                using var file = Run.CreateFile($"{name}/{i:D3}.png");
                ImageFiles.WritePng(file, images, i);
            }
        }
    }
}
