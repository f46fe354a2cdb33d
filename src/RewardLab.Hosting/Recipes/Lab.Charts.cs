using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Files;
using RewardLab.Runs.Sheets;
using RewardLab.Runs.Store;
using ChartImage = RewardLab.Reports.Charts.Chart;

namespace RewardLab.Hosting.Recipes;

/// <content>Charts and sheets.</content>
public static partial class Lab
{
    /// <summary>Charts and contact sheets: each is saved as a file of the run and stands in the report.</summary>
    public static partial class Charts
    {
        /// <summary>Saves a chart and shows it in the report.</summary>
        /// <param name="name">The files' name, without extension; each chart of a recipe has its own.</param>
        /// <param name="chart">The chart.</param>
        /// <param name="caption">What stands below it in the report; may be empty.</param>
        /// <exception cref="RewardLabException">The name is taken, or the chart's parts do not fit together.</exception>
        public static void Add(string name, Chart chart, string caption = "")
        {
            ArgumentNullException.ThrowIfNull(chart);
            ArgumentNullException.ThrowIfNull(caption);
            ChartFigure(RecipeSession.Current, "Lab.Charts.Add", name, chart, caption);
        }

        /// <summary>Saves a contact sheet and shows it in the report. File: NAME.png.</summary>
        /// <param name="name">The file's name, without extension.</param>
        /// <param name="sheet">The sheet.</param>
        /// <param name="caption">What stands below it in the report.</param>
        /// <exception cref="RewardLabException">The name is taken, or the sheet's parts do not fit together.</exception>
        public static void Add(string name, ContactSheet sheet, string caption = "")
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            ArgumentNullException.ThrowIfNull(sheet);
            SheetFigure(RecipeSession.Current, "Lab.Charts.Add", name, caption.Length > 0 ? caption : sheet.Title, sheet);
        }

        private static void ChartFigure(RecipeSession session, string call, string name, Chart chart, string caption)
        {
            RequireName(call, name);
            var path = $"charts/{SafeName.From(name)}";
            session.RequireNewFigure(call, name, path + ".png");

            // Drawn before it is a file, so that a chart that is refused leaves none behind.
            using var image = new MemoryStream();
            using var vector = new MemoryStream();
            var styled = chart.WithStyles(session.StyleOf);
            styled.WritePng(image);
            styled.WriteSvg(vector);
            SaveBytes(path + ".png", image.ToArray());
            SaveBytes(path + ".svg", vector.ToArray());
            session.Report(new ReportFigure(chart.Title.Length > 0 ? chart.Title : name, path + ".png", chart.Describe())
            {
                VectorPath = path + ".svg",
                HeatMap = chart as HeatMapChart,
                Caption = caption,
                PixelRatio = ChartImage.PixelRatio,
            });
        }

        private static void SheetFigure(RecipeSession session, string call, string name, string caption, ContactSheet sheet)
        {
            RequireName(call, name);
            session.RequireNewFigure(call, name, $"{SafeName.From(name)}.png");
            var path = session.Run.SaveSheet(name, sheet);
            session.Report(new ReportFigure(sheet.Title, path, $"Contact sheet of {sheet.Rows.Count} rows and {sheet.Columns.Count} columns. {caption}")
            {
                VectorPath = Path.ChangeExtension(path, ".svg"),
                Caption = caption,
            });
        }

        private static void RequireName(string call, string name)
        {
            if (string.IsNullOrWhiteSpace(name))
            {
                throw new RewardLabException($"{call}: an image needs a name, from which its file is named.");
            }
        }
    }
}
