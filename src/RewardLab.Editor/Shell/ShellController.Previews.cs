using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Previews;
using RewardLab.Editor.Projects;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Editor.Shell;

/// <content>What is selected in Project is seen in the centre and the Inspector before it is opened.</content>
internal sealed partial class ShellController
{
    private ProjectNode? _wanted;

    /// <summary>Whether a preview is being read.</summary>
    internal bool IsReadingPreview { get; private set; }

    // One is read at a time: who moves over a hundred recipes sees the one where they stop.
    private void ShowPreview(ProjectNode node)
    {
        _wanted = node;
        if (node.Kind is ProjectNodeKind.Group or ProjectNodeKind.Note)
        {
            EndPreview();
            return;
        }

        if (IsReadingPreview)
        {
            return;
        }

        IsReadingPreview = true;
        var reader = new PreviewReader(_bench.Plugins?.Components.Components ?? [], _bench.Folders, _bench.KeptRecipes);
        _bench.Background.Do(
            () => reader.Read(node),
            preview =>
            {
                if (ReferenceEquals(_wanted, node))
                {
                    View.ShowPreview(preview);
                    View.Inspector.Document = OpenDocument(node) ?? preview.Values;
                    View.InspectorPane.SetNeedsDraw();
                }
            },
            () =>
            {
                IsReadingPreview = false;
                if (_wanted is { } next && !ReferenceEquals(next, node))
                {
                    ShowPreview(next);
                }
            });
    }

    // What is open already can be changed where it is seen.
    private IInspected? OpenDocument(ProjectNode node) => node.Value switch
    {
        RecipeEntry recipe when _bench.Recipe is { Preset: null } open && open.Info.Path == recipe.Path => open,
        PresetFile preset when _bench.Recipe is { } open && open.Preset == preset.Path && open.Info.Path == preset.Recipe.Path => open,
        ExperimentFile file when _bench.Experiment is { } experiment && experiment.Path == file.Path => new NodeInspection(experiment, ""),
        _ => null,
    };

    // What is opened is no preview any more.
    private void LeavePreview()
    {
        ForgetPreview();
        View.Tabs.HidePreview();
    }

    // One that is still being read covers no page that was chosen meanwhile.
    private void ForgetPreview() => _wanted = null;

    private void EndPreview()
    {
        LeavePreview();
        if (View.Inspector.Document is FixedValues or RunInspection or null)
        {
            InspectActive();
        }
    }

    // A run that is looked at while it is running is read again with the tree.
    private void RefreshPreview()
    {
        View.ProjectList.Refresh();
        if (View.Tabs.IsPreviewing
            && View.ProjectList.Selected is { } node
            && _wanted is { } former
            && node.Key == former.Key
            && !ReferenceEquals(node, former))
        {
            ShowPreview(node);
        }
    }
}
