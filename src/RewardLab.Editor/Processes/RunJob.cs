namespace RewardLab.Editor.Processes;

/// <summary>A run to be started.</summary>
/// <param name="Title">What lists call it, such as "01-quickstart".</param>
/// <param name="Arguments">The program's arguments, such as run, recipes/01-quickstart.csx, --set, n=16.</param>
internal sealed record RunJob(string Title, IReadOnlyList<string> Arguments)
{
    /// <summary>The files that its arguments name, and what they load, as they were when the job was added.</summary>
    public IReadOnlyList<FrozenFile> Files { get; init; } = [];

    /// <summary>The job as it was when it was added: where a file has changed since, the copies take the places of all.</summary>
    /// <returns>The job to start, and the names of the files that have changed; none where it is the same.</returns>
    public (RunJob Job, IReadOnlyList<string> Changed) Freeze()
    {
        string[] changed = [.. Files.Where(file => file.HasChanged()).Select(file => Path.GetFileName(file.Path))];
        return changed.Length == 0
            ? (this, changed)
            : (this with { Arguments = [.. Arguments.Select(argument => Files.FirstOrDefault(file => file.Path == argument)?.Copy ?? argument)] }, changed);
    }
}
