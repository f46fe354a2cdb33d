using RewardLab.Abstractions;
using RewardLab.Editor.Processes;

namespace RewardLab.Editor.Documents;

/// <summary>What can be run with the values it has now.</summary>
internal interface IPlayable
{
    /// <summary>What it is called.</summary>
    string Title { get; }

    /// <summary>Why it cannot be run as it is, one line; null where it can.</summary>
    string? Obstacle { get; }

    /// <summary>The job of running it.</summary>
    /// <param name="runsFolder">Where the run goes.</param>
    /// <exception cref="RewardLabException">What the run is to read cannot be written.</exception>
    RunJob ToJob(string runsFolder);
}
