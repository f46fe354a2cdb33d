using Terminal.Gui.Input;
using Terminal.Gui.ViewBase;
using Terminal.Gui.Views;

namespace RewardLab.Editor.Controls;

/// <summary>How a view ends a key or a click that it understood.</summary>
internal static class HandledInput
{
    /// <summary>Asks for the view to be drawn again.</summary>
    /// <returns>true: nobody else needs to handle the key or click.</returns>
    public static bool Handled(this View view)
    {
        view.SetNeedsDraw();
        return true;
    }

    /// <summary>Takes a key that ends the typing of a filter: Enter and Down keep its words, Esc clears them.</summary>
    /// <returns>Whether the key is one of them.</returns>
    public static bool IsEndedBy(this TextField filter, Key key)
    {
        if (key == Key.Esc)
        {
            filter.Text = "";
        }

        key.Handled = key == Key.Esc || key == Key.Enter || key == Key.CursorDown;
        return key.Handled;
    }
}
