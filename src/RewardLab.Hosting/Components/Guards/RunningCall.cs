using RewardLab.Hosting.Plugins.Assemblies;

namespace RewardLab.Hosting.Components.Guards;

/// <summary>A stretch of a plugin's code: noted by its name, and what it changes of the process put back at its end.</summary>
internal readonly struct RunningCall : IDisposable
{
    private readonly bool _isOne;
    private readonly PluginProcessState _state;
    private readonly PluginCalls.Noted _noted;

    public RunningCall(PluginCalls calls, PluginCall call)
    {
        _isOne = true;
        _state = new PluginProcessState();
        _noted = calls.Begin(call);
    }

    public void Dispose()
    {
        if (_isOne)
        {
            _noted.Dispose();
            _state.Dispose();
        }
    }
}
