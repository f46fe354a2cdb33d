using RewardLab.Abstractions;
using RewardLab.Editor.Inspector;
using RewardLab.Editor.Logs;
using RewardLab.Editor.Processes;
using RewardLab.Editor.RunLists;
using RewardLab.Editor.Sessions;
using RewardLab.Runs.Store;
using Terminal.Gui.Input;

namespace RewardLab.Editor.Shell;

/// <content>Runs as objects: named, tagged, noted, deleted, opened again; jobs that wait.</content>
internal sealed partial class ShellController
{
    /// <summary>What can be done with a run.</summary>
    public IReadOnlyList<EditorAction> ActionsOf(RunEntry run) =>
    [
        new("Show it in the Monitor", Key.Enter, () => ShowRun(run)),
        new("Overlay its curves, or remove them", Key.Space, () => _bench.Overlay(run)),
        run.Record?.Status == RunStatus.Running
            ? new EditorAction("Stop it", new Key('x'), () => Stop(run))
            : new EditorAction("Resume it", new Key('r'), () => Resume(run)),
        new("Open its recipe with these values", new Key('v'), () => OpenWithValues(run)),
        new("Name it", new Key('n'), () => NameRun(run)),
        new("Tag it", new Key('t'), () => TagRun(run)),
        new("Note something about it", new Key('e'), () => NoteRun(run)),
        new("Copy its folder's path", new Key('c'), () => Copy(run.Folder)),
        new("Delete it with all its files", Key.Delete, () => DeleteRun(run)),
    ];

    /// <summary>What can be done with a job that waits.</summary>
    public IReadOnlyList<EditorAction> ActionsOf(QueuedRun job) =>
    [
        new("Start it earlier", Key.CursorUp.WithShift, () => Move(job, -1)),
        new("Start it later", Key.CursorDown.WithShift, () => Move(job, 1)),
        new("Take it out of the queue", Key.Delete, () => Cancel(job)),
    ];

    private void AttachRuns()
    {
        View.Runs.Entered += row => Try(() =>
        {
            if (row.Run is { } run)
            {
                ShowRun(run.Run);
            }
            else
            {
                ShowMenu(ActionsOf(row.Job!), row.Job!.Job.Title, place: null);
            }
        });
        View.Runs.MenuRequested += (row, place) => ShowMenu(ActionsOf(row), row.Run?.Title ?? row.Job!.Job.Title, place);
        View.Runs.KeyPressed += (row, key) =>
        {
            var action = ActionsOf(row).FirstOrDefault(action => action.Key is { } own && own == key);
            action?.Run();
            return action is not null;
        };
        View.Runs.Chosen += InspectRun;
        View.Runs.HasFocusChanged += (_, change) =>
        {
            if (change.NewValue)
            {
                InspectRun();
            }
        };
        View.ProjectList.Chosen += node =>
        {
            if (View.ProjectPane.HasFocus)
            {
                ShowPreview(node);
            }
        };
    }

    // Said wherever one is; a pipeline that was watched ends in what it found.
    private void OnRunEnded(RunEntry run)
    {
        var took = run.Record?.DurationSeconds is { } seconds ? $" in {DurationText.Format(TimeSpan.FromSeconds(seconds))}" : "";
        var text = $"{run.Notes.Name ?? run.Id}: {RunStatusText.Format(run)}{took}";
        var level = run.Record?.Status switch
        {
            RunStatus.Completed => EventSeverity.Information,
            RunStatus.Failed or null => EventSeverity.Error,
            _ => EventSeverity.Warning,
        };
        text = run.Record?.Error is { } error ? $"{text}: {error}" : text;
        View.ShowStatus(text, level);
        _bench.Console.Add(new ConsoleEntry(run.Record?.Recipe.Name ?? "", level, text) { Time = _bench.Time.GetLocalNow(), RunId = run.Id });
        if (run.Record?.Status == RunStatus.Completed
            && _bench.Monitor?.Run.Folder == run.Folder
            && View.Monitor.IsPipeline
            && View.Tabs.CurrentTitle == "Monitor")
        {
            View.Tabs.Show("Results");
        }
    }

    private IReadOnlyList<EditorAction> ActionsOf(RunRow row) => row.Run is { } run ? ActionsOf(run.Run) : ActionsOf(row.Job!);

    private void InspectRun()
    {
        if (View.Runs.HasFocus && View.Runs.Selected?.Run is { } run)
        {
            Inspect(run.Run, [.. run.Changed.Select(value => value.Name)]);
        }
    }

    private void Inspect(RunEntry run, IReadOnlyCollection<string> changed)
    {
        View.Inspector.Document = new RunInspection(run, changed);
        View.InspectorPane.SetNeedsDraw();
    }

    // Back to what F5 runs.
    private void InspectActive()
    {
        if (_bench.Active == _bench.Experiment && _bench.Experiment is not null)
        {
            Inspect();
        }
        else
        {
            View.Inspector.Document = _bench.Recipe;
            View.InspectorPane.SetNeedsDraw();
        }
    }

    private void ShowRun(RunEntry run)
    {
        _bench.Watch(run);
        View.Tabs.Show("Monitor");
    }

    private void NameRun(RunEntry run) => Note(run, notes =>
        AskName("Name of the run", notes.Name ?? "", run.Id, isEmptyAllowed: true) is { } name ? notes with { Name = name.Length > 0 ? name : null } : null);

    private void TagRun(RunEntry run) => Note(run, notes =>
        AskName("Tags of the run", string.Join(", ", notes.Tags), $"{run.Id}; parted by commas", isEmptyAllowed: true) is { } tags
            ? notes with
            {
                Tags = [.. tags.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)],
            }
            : null);

    private void NoteRun(RunEntry run, string? typed = null) => Note(run, notes =>
    {
        using var dialog = new NoteDialog($"Note on {notes.Name ?? run.Id}", notes.Note ?? "", typed)
        {
            MayDiscard = () => Confirm("Leave the note as it was?", "What you changed here would be lost.", "_Leave it", "_Stay"),
        };
        dialog.Typed += text => _bench.Typing = text is null ? null : new SessionText(Experiment: null, run.Folder, text);
        _application!.Run(dialog);
        _bench.Typing = dialog.IsAnswered ? null : _bench.Typing;
        return dialog.Taken is { } text ? notes with { Note = text.Trim().Length > 0 ? text.Trim() : null } : null;
    });

    // What others have written meanwhile is read first.
    private void Note(RunEntry run, Func<RunNotes, RunNotes?> change) => Try(() =>
    {
        if (change(RunNotes.Read(run.Folder)) is { } notes)
        {
            notes.Write(run.Folder);
            _bench.Refresh();
            View.ShowStatus($"Noted: {notes.Name ?? run.Id}");
        }
    });

    private void DeleteRun(RunEntry run) => Try(() =>
    {
        RunDeletion.RequireDeletable(run);
        var megabytes = (RunDeletion.Bytes(run) / 1e6).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        if (Confirm(
            "Delete the run?",
            $"{(run.Notes.Name is { } name ? $"{name}\n" : "")}{run.Id}\n\nAll its files go for good: {megabytes} MB.",
            "_Delete it",
            "_Keep it"))
        {
            _bench.Leave(run);
            RunDeletion.Delete(run);
            _bench.Refresh();
            View.ShowStatus($"Deleted: {run.Id}");
        }
    });

    private void OpenWithValues(RunEntry run) => Try(() =>
    {
        var record = run.Record ?? throw new RewardLabException(run.Damage ?? $"Run '{run.Id}' is damaged.");
        var experiment = Path.Combine(run.Folder, "experiment.yaml");
        if (File.Exists(experiment))
        {
            if (MayLeaveExperiment())
            {
                _bench.RecoverExperiment(
                    new SessionExperiment(null, null, TextFile.Read(experiment), [], new Dictionary<string, string> { ["seed"] = SeedOf(record) }),
                    isActive: true);
                View.Enter(ShellPart.Hierarchy);
                View.ShowStatus($"Open: the experiment of {run.Id}, not saved yet; F5 runs it.");
            }

            return;
        }

        var path = File.Exists(record.Recipe.Path) ? Path.GetFullPath(record.Recipe.Path) : _bench.Recipes.Resolve(record.Recipe.Name);
        var texts = record.Parameters.ToDictionary(
            value => value.Key, value => Hosting.Recipes.Definition.RecipeParameter.Format(value.Value), StringComparer.Ordinal);
        texts["seed"] = SeedOf(record);
        OpenSource(path, 0);
        _bench.Forget(path, preset: null);
        _bench.Open(path, preset: null, () =>
        {
            var unknown = _bench.Recipe!.Set(texts);
            View.Enter(ShellPart.Inspector);
            View.ShowStatus(unknown.Count == 0
                ? $"Open: {_bench.Recipe.Title} with the values of {run.Id}; F5 runs it."
                : $"Open: {_bench.Recipe.Title}; it has no parameter {string.Join(", ", unknown)} any more.");
        });
    });

    private static string SeedOf(RunRecord record) => Hosting.Recipes.Definition.RecipeParameter.Format(record.Seed);

    private void Move(QueuedRun job, int step)
    {
        _bench.Queue.Move(job, step);
        View.Runs.Refresh();
    }

    private void Cancel(QueuedRun job)
    {
        if (Confirm("Take it out of the queue?", $"{job.Job.Title} {JobText.Values(job.Job)}", "_Take it out", "_Leave it"))
        {
            _bench.Queue.Stop(job);
            View.Runs.Refresh();
        }
    }
}
