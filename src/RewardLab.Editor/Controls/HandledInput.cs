using Terminal.Gui.ViewBase;

namespace RewardLab.Editor.Controls;

/// <summary>How a view ends a key or a click that it understood.</summary>
internal static class HandledInput
{
    /// <summary>Asks for the view to be drawn again.</summary>
    /// <returns>true: nobody else need look at the key or click.</returns>
    public static bool Handled(this View view)
    {
        view.SetNeedsDraw();
        return true;
    }
}
