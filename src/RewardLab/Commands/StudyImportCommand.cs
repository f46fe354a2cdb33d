using System.CommandLine;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;
using RewardLab.Terminal;

namespace RewardLab.Commands;

/// <summary>Builds the command 'rewardlab study import'.</summary>
internal static class StudyImportCommand
{
    public static Command Create(Session session)
    {
        var where = StudyCommand.Where();
        var file = new Argument<string>("FILE")
        {
            Description = "another study (.db), answers or labels as 'study export' writes them (CSV, JSON lines, Parquet), TIA2's JSON, or Label Studio's",
        };
        var name = new Option<string[]>("--as")
        {
            Description = "name of the annotators, to which a number is added, or OLD=NEW for another name of one; repeatable "
                + "[default: their own names, or the file's where they have none]",
            HelpName = "NAME",
        };
        var position = new Option<bool>("--by-position")
        {
            Description = "take images that the file identifies by position only to be the study's images in the same places; counts must agree",
        };
        var add = new Option<bool>("--add-items") { Description = "add the items of the other study that this one lacks" };
        var command = new Command("import", "Imports answers and labels from a file or another study; the same annotators stay the same.")
        {
            where,
            file,
            name,
            position,
            add,
            GlobalOptions.Runs,
        };
        command.SetAction(async (parsed, _) =>
        {
            var (path, source) = (StudyCommand.Find(session, parsed, where), parsed.GetRequiredValue(file));
            var options = Options(parsed.GetValue(name) ?? [], parsed.GetValue(position));
            if (parsed.GetValue(add))
            {
                if (!Path.GetExtension(source).Equals(".db", StringComparison.OrdinalIgnoreCase))
                {
                    throw new RecipeUsageException("--add-items needs another study (FILE.db): other files do not say where their images are.");
                }

                var missing = StudyImport.Missing(StudyContent.Read(path), source);
                using var editor = StudyEditor.Open(path, session.Time);
                var added = editor.Add(missing);
                session.Screen.Output.WriteLine($"{added} further {(added == 1 ? "item" : "items")} added to {path}");
            }

            using var study = Study.Open(path, session.Time);
            var result = await StudyImport.RunAsync(study, source, options);
            session.Screen.Output.WriteLine(
                $"{result.NewCount} new {(study.Plan.Kind == StudyKind.Labels ? "labels" : "answers")} imported into {path}"
                + $"{(result.KnownCount > 0 ? $"; {result.KnownCount} were there already" : "")}"
                + $"{(result.OlderCount > 0 ? $"; {result.OlderCount} were left out, because their annotators have changed them since" : "")}"
                + $"{(result.CommentCount > 0 ? $"; {result.CommentCount} new {(result.CommentCount == 1 ? "comment" : "comments")}" : "")}"
                + $"{(result.DecisionCount > 0 ? $"; {result.DecisionCount} new {(result.DecisionCount == 1 ? "decision" : "decisions")}" : "")}");
            return ExitCode.Success;
        });
        return command;
    }

    private static StudyImportOptions Options(string[] names, bool isByPosition)
    {
        string[] all = [.. names.Where(name => !name.Contains('=', StringComparison.Ordinal))];
        string[][] renames = [.. names.Except(all, StringComparer.Ordinal).Select(name => name.Split('=', 2, StringSplitOptions.TrimEntries))];
        return all.Length > 1 || (all.Length == 1 && renames.Length > 0)
            ? throw new RecipeUsageException("--as is given in more than one way. Give one name for all annotators, or OLD=NEW for each that has another.")
            : new StudyImportOptions
            {
                Name = all.FirstOrDefault(),
                Renames = renames.DistinctBy(rename => rename[0]).ToDictionary(rename => rename[0], rename => rename[1], StringComparer.Ordinal),
                IsByPosition = isByPosition,
            };
    }
}
