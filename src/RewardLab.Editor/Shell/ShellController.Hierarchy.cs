using System.Globalization;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Sessions;
using RewardLab.Hosting.Data;
using RewardLab.Hosting.Experiments;
using RewardLab.Hosting.Prompts;
using RewardLab.Studies.Benchmarks;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <content>The experiment's tree: menus, copies, its prompts as a text.</content>
internal sealed partial class ShellController
{
    private HierarchyClip? _clip;

    /// <summary>Opens the prompts of the open experiment, one per line.</summary>
    public void EditPrompts() => EditPrompts(typed: null);

    private void EditPrompts(string? typed) => Try(() =>
    {
        if (_bench.Experiment is not { } experiment)
        {
            View.ShowStatus("No experiment is open.");
            return;
        }

        // What a file holds is shown too; once it is changed here, the experiment lists its prompts itself.
        using var dialog = new PromptsDialog(_appearance, experiment.Current.Prompts.IsEmpty ? [] : experiment.Current.Prompts.Read(), typed)
        {
            Fetch = isBenchmark => isBenchmark ? AskForSplit() : AskForPromptFile(),
            MayDiscard = () => Confirm("Leave the prompts as they were?", "What you changed here would be lost.", "_Leave them", "_Stay"),
        };
        dialog.Typed += text => _bench.Typing = text is null ? null : new SessionText(experiment.Path, Run: null, text);
        _application!.Run(dialog);
        _bench.Typing = dialog.IsAnswered ? null : _bench.Typing;
        if (dialog.Taken is { } prompts)
        {
            Do(new HierarchyChoice(
                "edit prompts", () => experiment.Current with { Prompts = new ExperimentPrompts { Texts = prompts } }, ExperimentPlace.Prompts));
            View.ShowStatus($"{prompts.Count.ToString(CultureInfo.InvariantCulture)} prompts; Ctrl+Z brings back the former.");
        }
    });

    private IReadOnlyList<string>? AskForPromptFile() =>
        AskName("File of prompts", "", "one per line, or a table with a column prompt", complete: PathCompletion.Complete) is { } path
            ? [.. PromptLines.Read(path).Select(line => line.Prompt)]
            : null;

    private IReadOnlyList<string>? AskForSplit()
    {
        if (AskName(
            "Folder or file of the benchmark",
            DataSet.Tia2.Folder,
            $"'rewardlab data get {DataSet.Tia2.Id}' downloads TIA2",
            complete: PathCompletion.Complete) is not { } path)
        {
            return null;
        }

        var splits = BenchmarkFolder.Open(path);
        IReadOnlyList<string>? chosen = null;
        ShowMenu(
            [
                .. splits.Select(split => new EditorAction(
                    split.Set.Name, null, () => chosen = [.. split.Set.Prompts.Select(prompt => prompt.Prompt).Distinct(StringComparer.Ordinal)])
                {
                    Remark = $"{split.Set.Prompts.Count.ToString(CultureInfo.InvariantCulture)} prompts",
                }),
            ],
            "Split",
            place: null);
        return chosen;
    }

    private void ShowContextMenu(HierarchyNode node, System.Drawing.Point? place)
    {
        if (_bench.Plugins is null)
        {
            View.ShowStatus("The plugins are still being loaded: what fits here is known in a moment.");
            return;
        }

        ShowMenu(MenuOf(node), node.Role.Length > 0 ? node.Role : node.Title, place);
    }

    private IReadOnlyList<EditorAction> MenuOf(HierarchyNode node) =>
    [
        .. node.Menu.Select(choice => new EditorAction(choice.Title, KeyOf(node, choice), () => Do(choice)) { Remark = choice.Remark }),
        .. node.Place.StartsWith(ExperimentPlace.Prompts, StringComparison.Ordinal)
            ? [new EditorAction("edit all prompts as a text", new Key('e'), EditPrompts) { Remark = "paste a list, add a file or a benchmark's split" }]
            : Array.Empty<EditorAction>(),
        .. node.Clip is { } clip ? [new EditorAction("copy", new Key('c'), () => Copy(clip))] : Array.Empty<EditorAction>(),
        .. _clip is { } copied && node.Paste(copied) is { } paste
            ? [new EditorAction(paste.Title, new Key('v'), () => Do(paste))]
            : Array.Empty<EditorAction>(),
    ];

    private static Key? KeyOf(HierarchyNode node, HierarchyChoice choice) =>
        choice == node.Duplicate ? new Key('d')
        : choice == node.MoveUp ? Key.CursorUp.WithShift
        : choice == node.MoveDown ? Key.CursorDown.WithShift
        : choice == node.Removal ? Key.Delete
        : null;

    private void Copy(HierarchyClip clip)
    {
        _clip = clip;
        Copy(clip.Text);
        View.ShowStatus($"Copied: {clip.Title}; v pastes it.");
    }

    // Keys of the tree besides those that move.
    private bool PressInHierarchy(HierarchyNode node, Key key)
    {
        if (key == new Key('v') && (_clip is null || node.Paste(_clip) is null))
        {
            View.ShowStatus(_clip is null ? "Nothing is copied: c copies the selected line." : $"{_clip.Title} does not fit here.");
            return true;
        }

        var action = MenuOf(node).FirstOrDefault(action => action.Key is { } own && own == key);
        action?.Run();
        return action is not null;
    }
}
