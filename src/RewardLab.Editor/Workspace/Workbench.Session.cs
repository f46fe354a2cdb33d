using RewardLab.Abstractions;
using RewardLab.Editor.Hierarchies;
using RewardLab.Editor.Sessions;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Workspace;

/// <content>What is kept between sessions, and what becomes of it when files change.</content>
internal sealed partial class Workbench
{
    /// <summary>Reads the open recipe again where its file was written since; what was set stays set.</summary>
    public void ReopenRecipe()
    {
        if (Recipe is { } open && File.Exists(open.Info.Path) && File.GetLastWriteTimeUtc(open.Info.Path) != open.Written)
        {
            var isActive = Active == open;
            var other = Active;
            Open(open.Info.Path, open.Preset, () =>
            {
                if (!isActive && other is not null)
                {
                    Activate(other);
                }
            });
        }
    }

    /// <summary>Forgets what was set of a recipe, as when it has become a preset.</summary>
    public void Forget(string path, string? preset)
    {
        if (Recipe?.Info.Path == path && Recipe.Preset == preset)
        {
            Recipe = null;
        }

        _kept.RemoveAll(kept => kept.Path == path && kept.Preset == preset);
    }

    /// <summary>Writes an experiment's text where the user's own editor can change it.</summary>
    /// <returns>The copy's path.</returns>
    /// <exception cref="Abstractions.RewardLabException">It cannot be written.</exception>
    public string CopyForEditing(ExperimentDocument experiment)
    {
        var path = Path.Combine(_folders.Cache, "edit", $"{SafeName.From(experiment.Title)}.yaml");
        AtomicFileStream.WriteText(path, experiment.Text);
        return path;
    }

    /// <summary>Takes up a copy that the user's own editor has changed; it is deleted, as the session keeps its text from now on.</summary>
    /// <exception cref="Abstractions.RewardLabException">It cannot be read; then it stays.</exception>
    public static void TakeCopy(ExperimentDocument experiment, string copy)
    {
        experiment.SetText(TextFile.Read(copy));
        try
        {
            File.Delete(copy);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            // The next copy takes its place.
        }
    }

    /// <summary>Opens the experiment whose unsaved changes the session kept.</summary>
    /// <exception cref="Abstractions.RewardLabException">What was kept is not an experiment.</exception>
    public void RecoverExperiment(SessionExperiment kept, bool isActive) => Show(ExperimentDocument.Recover(kept, _folders), isActive);

    /// <summary>Keeps everything that was typed and is in no file yet.</summary>
    /// <returns>Why it cannot be kept, one line; null where it is.</returns>
    public string? Save()
    {
        _savedTimestamp = Time.GetTimestamp();
        KeepRecipe();
        var (project, console, runs) = Filters();
        var problem = _session.Write(new EditorSession
        {
            Recipes = [.. _kept],
            Experiment = Experiment?.Keep(),
            Typing = Typing,
            ProjectFilter = project,
            ConsoleFilter = console,
            RunFilter = runs,
            Queue = [.. Queue.Waiting.Select(run => run.Job)],
        });
        if (problem is null && Settings != _settingsWritten)
        {
            try
            {
                Settings.Write(_folders.Settings);
                _settingsWritten = Settings;
            }
            catch (RewardLabException exception)
            {
                return exception.Message;
            }
        }

        return problem;
    }

    private void KeepRecipe()
    {
        if (Recipe is { } open)
        {
            _kept.RemoveAll(kept => kept.Path == open.Info.Path && kept.Preset == open.Preset);
            if (open.ChangedTexts is { Count: > 0 } texts)
            {
                _kept.Add(new SessionRecipe(open.Info.Path, open.Preset, texts));
            }
        }
    }
}
