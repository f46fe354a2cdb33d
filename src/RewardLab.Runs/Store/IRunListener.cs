namespace RewardLab.Runs.Store;

/// <summary>Watches a run while it continues, such as a terminal does. Called from any thread.</summary>
public interface IRunListener
{
    /// <summary>A stage has come this far.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="done">Units finished.</param>
    /// <param name="total">Units in all, at least 1.</param>
    void OnProgress(string stage, long done, long total);

    /// <summary>A line for the user.</summary>
    void OnLog(string message);
}
